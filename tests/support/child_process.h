#pragma once

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace throughline::test {

/// A program that runs beside the test, its output going nowhere or into files.
class ChildProcess
{
public:
    explicit ChildProcess(const std::vector<std::string>& arguments,
                          const std::string& outFile = "/dev/null",
                          const std::string& errFile = "/dev/null")
    {
        std::vector<char*> words;
        for (const std::string& argument : arguments) {
            words.push_back(const_cast<char*>(argument.c_str()));
        }
        words.push_back(nullptr);
        m_pid = ::fork();
        if (m_pid == 0) {
            redirect(outFile, STDOUT_FILENO);
            redirect(errFile, STDERR_FILENO);
            ::execv(words[0], words.data());
            ::_exit(127);
        }
    }

    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    ~ChildProcess()
    {
        if (m_pid > 0 && !m_ended) {
            ::kill(m_pid, SIGKILL);
            wait();
        }
    }

    void signal(int number) const { ::kill(m_pid, number); }

    /// Its exit status; 128 and the signal's number where one ended it.
    int wait()
    {
        while (!m_ended && ::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) { }
        m_ended = true;
        return WIFSIGNALED(m_status) ? 128 + WTERMSIG(m_status) : WEXITSTATUS(m_status);
    }

private:
    static void redirect(const std::string& file, int descriptor)
    {
        const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(opened, descriptor);
        ::close(opened);
    }

    pid_t m_pid = -1;
    int m_status = 0;
    bool m_ended = false;
};

} // namespace throughline::test

#include "models/notebook/markdown_blocks.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <cstdint>
#include <memory>
#include <utility>

namespace throughline::notebook {

namespace {

using Parser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;
using Tree = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
using Steps = std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)>;

std::string literalOf(cmark_node* node)
{
    const char* text = cmark_node_get_literal(node);
    return text == nullptr ? std::string() : std::string(text);
}

std::string urlOf(cmark_node* node)
{
    const char* url = cmark_node_get_url(node);
    return url == nullptr ? std::string() : std::string(url);
}

std::string_view typeOf(cmark_node* node)
{
    return cmark_node_get_type_string(node);
}

std::string withoutFinalLineEnd(std::string text)
{
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

/// Builds blocks from a walk over the syntax tree.
class Builder
{
public:
    std::vector<Block> build(cmark_node* root)
    {
        const Steps steps(cmark_iter_new(root), &cmark_iter_free);
        for (cmark_event_type event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
             event = cmark_iter_next(steps.get())) {
            cmark_node* node = cmark_iter_get_node(steps.get());
            event == CMARK_EVENT_ENTER ? enter(node) : leave(node);
        }
        return std::move(m_blocks);
    }

private:
    void enter(cmark_node* node)
    {
        const std::string_view type = typeOf(node);
        if (type == "text" || type == "html_inline") {
            append(literalOf(node));
        } else if (type == "code") {
            m_runs.push_back({literalOf(node), RunTone::Code, m_url});
        } else if (type == "softbreak" || type == "linebreak") {
            append(type == "softbreak" ? " " : "\n");
        } else if (type == "link" || type == "image") {
            m_url = urlOf(node);
        } else if (type == "strong") {
            ++m_strong;
        } else if (type == "emph") {
            ++m_emphasis;
        } else if (type == "code_block" || type == "html_block") {
            enterCode(node, type == "html_block");
        } else {
            enterContainer(node, type);
        }
    }

    void enterCode(cmark_node* node, bool html)
    {
        const std::string text = withoutFinalLineEnd(literalOf(node));
        if (html) {
            m_blocks.emplace_back(Paragraph {plain(text), kind()});
        } else {
            m_blocks.emplace_back(CodeBlock {text});
        }
    }

    void enterContainer(cmark_node* node, std::string_view type)
    {
        if (type == "block_quote") {
            ++m_quotes;
        } else if (type == "list") {
            m_lists.push_back({cmark_node_get_list_type(node) == CMARK_ORDERED_LIST,
                               cmark_node_get_list_start(node)});
            if (m_lists.size() == 1) {
                m_blocks.emplace_back(ListBlock {});
            }
        } else if (type == "item" || type == "tasklist") {
            m_itemBegun = true;
            if (type == "tasklist") {
                append(cmark_gfm_extensions_get_tasklist_item_checked(node) ? "\u2611 "
                                                                            : "\u2610 ");
            }
        } else if (type == "table") {
            m_blocks.emplace_back(TableBlock {});
        } else if (type == "table_header" || type == "table_row") {
            std::get<TableBlock>(m_blocks.back()).rows.emplace_back();
        }
    }

    void leave(cmark_node* node)
    {
        const std::string_view type = typeOf(node);
        if (type == "link" || type == "image") {
            m_url.clear();
        } else if (type == "strong") {
            --m_strong;
        } else if (type == "emph") {
            --m_emphasis;
        } else if (type == "paragraph") {
            leaveParagraph();
        } else if (type == "heading") {
            m_blocks.emplace_back(Heading {take(), cmark_node_get_heading_level(node)});
        } else if (type == "block_quote") {
            --m_quotes;
        } else if (type == "list") {
            m_lists.pop_back();
        } else if (type == "table_cell") {
            std::get<TableBlock>(m_blocks.back()).rows.back().push_back(take());
        } else if (type == "table_header") {
            leaveTableHead(cmark_node_parent(node));
        }
    }

    void leaveParagraph()
    {
        if (m_lists.empty()) {
            m_blocks.emplace_back(Paragraph {take(), kind()});
            return;
        }
        if (!std::holds_alternative<ListBlock>(m_blocks.back())) {
            m_blocks.emplace_back(ListBlock {});
        }
        auto* list = &std::get<ListBlock>(m_blocks.back());
        if (!m_itemBegun && !list->items.empty()) {
            // A further paragraph of the same item.
            Runs& runs = list->items.back().runs;
            runs.push_back({"\n", RunTone::Normal, {}});
            const Runs more = take();
            runs.insert(runs.end(), more.begin(), more.end());
            return;
        }
        ListItem item {take(), static_cast<int>(m_lists.size()) - 1, {}};
        if (m_itemBegun && m_lists.back().ordered) {
            item.marker = std::to_string(m_lists.back().next++) + '.';
        }
        m_itemBegun = false;
        list->items.push_back(std::move(item));
    }

    /// The row gathered so far is the head.
    void leaveTableHead(cmark_node* tableNode)
    {
        auto& table = std::get<TableBlock>(m_blocks.back());
        const std::uint8_t* aligns = cmark_gfm_extensions_get_table_alignments(tableNode);
        for (const Runs& cell : table.rows.back()) {
            const bool right = aligns != nullptr && aligns[table.columns.size()] == 'r';
            table.columns.push_back({textOf(cell), right ? ColumnAlign::Right : ColumnAlign::Left});
        }
        table.rows.pop_back();
    }

    void append(const std::string& text)
    {
        const RunTone tone = m_strong > 0 ? RunTone::Strong
            : m_emphasis > 0              ? RunTone::Emphasis
                                          : RunTone::Normal;
        if (!m_runs.empty() && m_runs.back().tone == tone && m_runs.back().url == m_url) {
            m_runs.back().text += text;
        } else {
            m_runs.push_back({text, tone, m_url});
        }
    }

    [[nodiscard]] ParagraphKind kind() const
    {
        return m_quotes > 0 ? ParagraphKind::Quote : ParagraphKind::Plain;
    }

    Runs take() { return std::exchange(m_runs, {}); }

    struct OpenList
    {
        bool ordered = false;
        int next = 1;
    };

    std::vector<Block> m_blocks;
    Runs m_runs;
    std::string m_url;
    int m_strong = 0;
    int m_emphasis = 0;
    int m_quotes = 0;
    std::vector<OpenList> m_lists;
    bool m_itemBegun = false;
};

} // namespace

std::vector<Block> markdownBlocks(std::string_view markdown)
{
    cmark_gfm_core_extensions_ensure_registered();
    const Parser parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8), &cmark_parser_free);
    for (const char* name : {"table", "autolink", "tasklist"}) {
        if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name)) {
            cmark_parser_attach_syntax_extension(parser.get(), extension);
        }
    }
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const Tree tree(cmark_parser_finish(parser.get()), &cmark_node_free);
    return Builder().build(tree.get());
}

} // namespace throughline::notebook

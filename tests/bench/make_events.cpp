// Writes the telemetry of a made-up shop for benchmarks: the same bytes for the same seed.
//
//   g++ -O2 -std=c++20 make_events.cpp -o make_events
//   ./make_events --events 2000000 --out DIR [--seed 42] [--days 14] [--no-spans]
//
// Writes DIR/events.ndjson      one client event per line, time ordered (sessions interleaved)
//        DIR/spans.otlp.ndjson  one ExportTraceServiceRequest per line (~50 spans each)
//        DIR/logs.otlp.ndjson   one ExportLogsServiceRequest per line (~20 records each)
//        DIR/tickets.ndjson     one support ticket per line
//        DIR/truth.json         counts the importer must reproduce
#include <queue>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

using u64 = uint64_t;
using u32 = uint32_t;
using i64 = int64_t;
using std::string;
using std::string_view;
using std::vector;

struct Rng
{ // splitmix64: same stream on every platform
    u64 s;

    explicit Rng(u64 seed)
        : s(seed)
    {
    }

    u64 next()
    {
        u64 z = (s += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }

    double u() { return (next() >> 11) * (1.0 / 9007199254740992.0); }

    u32 below(u32 n) { return (u32)((next() >> 32) * (u64)n >> 32); }

    bool p(double x) { return u() < x; }

    double exp(double mean) { return -mean * std::log(1.0 - u()); }
};

struct Out
{
    FILE* f;
    string b;
    u64 total = 0;

    explicit Out(const string& path)
    {
        f = fopen(path.c_str(), "wb");
        if (!f) {
            perror(path.c_str());
            exit(1);
        }
        b.reserve(1 << 22);
    }

    void s(string_view v) { b.append(v); }

    void c(char ch) { b.push_back(ch); }

    void n(u64 v)
    {
        char t[24];
        int i = 24;
        do {
            t[--i] = char('0' + v % 10);
            v /= 10;
        } while (v);
        b.append(t + i, 24 - i);
    }

    void hex(u64 v, int d = 16)
    {
        static const char* H = "0123456789abcdef";
        char t[16];
        for (int i = d - 1; i >= 0; --i) {
            t[i] = H[v & 15];
            v >>= 4;
        }
        b.append(t, d);
    }

    void maybe()
    {
        if (b.size() > (3u << 20))
            flush();
    }

    void flush()
    {
        fwrite(b.data(), 1, b.size(), f);
        total += b.size();
        b.clear();
    }

    ~Out()
    {
        flush();
        fclose(f);
    }
};

static const char* EV[] = {"page_view",      "click",         "scroll",         "search",
                           "product_view",   "add_to_cart",   "view_cart",      "remove_from_cart",
                           "checkout_start", "shipping_info", "payment_submit", "payment_success",
                           "payment_error",  "login",         "signup",         "coupon_apply",
                           "feature_used",   "form_error",    "logout",         "page_leave"};

enum
{
    PAGE_VIEW,
    CLICK,
    SCROLL,
    SEARCH,
    PRODUCT_VIEW,
    ADD_TO_CART,
    VIEW_CART,
    REMOVE,
    CHECKOUT_START,
    SHIPPING,
    PAY_SUBMIT,
    PAY_OK,
    PAY_ERR,
    LOGIN,
    SIGNUP,
    COUPON,
    FEATURE,
    FORM_ERR,
    LOGOUT,
    LEAVE
};

static const char* PATHS[] = {"/",
                              "/home",
                              "/",
                              "/search",
                              "/product",
                              "/cart",
                              "/cart",
                              "/cart",
                              "/checkout",
                              "/checkout/shipping",
                              "/checkout/payment",
                              "/checkout/done",
                              "/checkout/payment",
                              "/login",
                              "/signup",
                              "/checkout/coupon",
                              "/account/feature",
                              "/checkout/form",
                              "/logout",
                              "/"};
static const char* PLAN[] = {"free", "starter", "pro", "business", "enterprise"};
static const double PLANW[] = {.55, .2, .15, .07, .03};
static const char* COUNTRY[] = {"US", "GB", "DE", "FR", "IN", "BR", "CA", "JP", "AU", "NL",
                                "ES", "IT", "SE", "PL", "MX", "KR", "SG", "ZA", "AR", "CH"};
static const double COUNTRYW[] = {.34, .1,  .09, .07, .07, .05, .05,  .04,  .03,  .03,
                                  .02, .02, .02, .02, .02, .01, .005, .005, .005, .005};
static const char* DEVICE[] = {"desktop", "mobile", "tablet"};
static const double DEVICEW[] = {.47, .46, .07};
static const char* BROWSER[] = {"Chrome", "Safari", "Firefox", "Edge", "Samsung Internet"};
static const double BROWSERW[] = {.56, .24, .08, .09, .03};
static const char* OSN[] = {"Windows", "macOS", "iOS", "Android", "Linux"};
static const char* SVC[] = {"api-gateway", "catalog", "cart",   "checkout",
                            "payment",     "auth",    "search", "notify"};

template<size_t N>
int pick(Rng& r, const double (&w)[N])
{
    double x = r.u();
    for (size_t i = 0; i + 1 < N; ++i) {
        if (x < w[i])
            return (int)i;
        x -= w[i];
    }
    return N - 1;
}

struct ErrKind
{
    string type, msgA, msgB, stack;
    int svc;
    bool payment;
    int var;
};

static vector<ErrKind> makeKinds(Rng& r)
{
    static const char* T[] = {"java.net.SocketTimeoutException",
                              "java.lang.NullPointerException",
                              "org.postgresql.util.PSQLException",
                              "com.stripe.exception.CardException",
                              "io.grpc.StatusRuntimeException",
                              "java.util.concurrent.TimeoutException",
                              "com.shop.cart.CartConflictException",
                              "com.shop.inventory.OutOfStockException",
                              "com.fasterxml.jackson.databind.JsonMappingException",
                              "java.lang.IllegalStateException",
                              "redis.clients.jedis.exceptions.JedisConnectionException",
                              "com.shop.auth.TokenExpiredException",
                              "org.springframework.dao.DeadlockLoserDataAccessException",
                              "java.io.IOException",
                              "com.shop.pricing.PriceMismatchException"};
    static const char* MA[] = {"Read timed out after ",
                               "Cannot invoke method on null for order ",
                               "deadlock detected on tuple ",
                               "Your card was declined, code ",
                               "UNAVAILABLE: upstream connect error, attempt ",
                               "Did not complete within ",
                               "Cart version conflict for cart ",
                               "Requested quantity exceeds stock for sku ",
                               "Unexpected token at column ",
                               "Illegal state for checkout ",
                               "Could not get a resource from pool after ",
                               "Token expired for subject ",
                               "Lock wait timeout for transaction ",
                               "Connection reset by peer on socket ",
                               "Price changed during checkout for item "};
    static const char* CL[] = {"CheckoutService", "PaymentClient",    "CartRepository",
                               "PriceEngine",     "InventoryGateway", "SessionFilter",
                               "OrderMapper",     "TokenVerifier",    "SearchIndexer",
                               "CatalogLoader",   "CouponRules",      "TaxCalculator",
                               "ShippingQuote",   "AddressValidator", "FraudScorer"};
    static const char* FW[] = {
        "org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)",
        "javax.servlet.http.HttpServlet.service(HttpServlet.java:764)",
        "org.apache.catalina.core.ApplicationFilterChain.internalDoFilter(ApplicationFilterChain."
        "java:227)",
        "org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun(NioEndpoint.java:1743)",
        "java.base/java.lang.Thread.run(Thread.java:833)",
        "io.netty.channel.AbstractChannelHandlerContext.invokeChannelRead("
        "AbstractChannelHandlerContext.java:379)",
        "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)",
        "io.opentelemetry.context.Context.lambda$wrap$1(Context.java:207)"};
    vector<ErrKind> k;
    for (int i = 0; i < 300; ++i) {
        ErrKind e;
        int t = i % 15;
        e.type = T[t];
        e.msgA = MA[t];
        e.svc = (t == 3) ? 4 : (int)r.below(8);
        if (i < 12 && i % 3 == 0)
            e.svc = 4;
        e.payment = e.svc == 4 || e.svc == 3;
        e.var = (int)r.below(3);
        e.msgB = string(" in ") + CL[i % 15] + "#" + "abcdefghijklmnopqrst"[i / 15];
        string st;
        int frames = 10 + (int)r.below(10);
        for (int f = 0; f < frames; ++f) {
            st += "\\n\\tat ";
            if (f < 4) {
                st += "com.shop." + string(SVC[e.svc] + (e.svc == 0 ? 4 : 0)) + "."
                    + CL[(i + f * 7) % 15] + ".handle" + char('A' + (i / 15) % 20) + "("
                    + CL[(i + f * 7) % 15] + ".java:" + std::to_string(40 + (i * 37 + f * 11) % 700)
                    + ")";
            } else
                st += FW[(f + i) % 8];
        }
        e.stack = st;
        k.push_back(e);
    }
    return k;
}

struct Ev
{
    i64 t;
    u32 sess;
    u32 seq;
    uint16_t type;
    int16_t err;
}; // err: kind or -1

struct Sess
{
    u64 id;
    u32 user, acct;
    uint8_t plan, country, device, browser, os, ver, flag;
    uint8_t refs;
};

struct Later
{
    bool operator()(const Ev& a, const Ev& b) const
    {
        return a.t != b.t ? a.t > b.t : (a.sess != b.sess ? a.sess > b.sess : a.seq > b.seq);
    }
};

static void iso(Out& o, i64 ms)
{
    static i64 lastDay = -1;
    static char d[12];
    i64 day = ms / 86400000;
    if (day != lastDay) {
        time_t t = day * 86400;
        tm g;
        gmtime_r(&t, &g);
        strftime(d, sizeof d, "%Y-%m-%d", &g);
        lastDay = day;
    }
    int r = (int)(ms % 86400000);
    char t[16];
    int ms3 = r % 1000;
    r /= 1000;
    int s = r % 60;
    r /= 60;
    int m = r % 60, h = r / 60;
    t[0] = 'T';
    t[1] = '0' + h / 10;
    t[2] = '0' + h % 10;
    t[3] = ':';
    t[4] = '0' + m / 10;
    t[5] = '0' + m % 10;
    t[6] = ':';
    t[7] = '0' + s / 10;
    t[8] = '0' + s % 10;
    t[9] = '.';
    t[10] = '0' + ms3 / 100;
    t[11] = '0' + ms3 / 10 % 10;
    t[12] = '0' + ms3 % 10;
    t[13] = 'Z';
    o.s(string_view(d, 10));
    o.s(string_view(t, 14));
}

struct Batch
{
    string b;
    int n = 0;
};

int main(int argc, char** argv)
{
    u64 N = 100000, seed = 42;
    string out = ".";
    int days = 14;
    bool spansOn = true;
    for (int i = 1; i < argc; ++i) {
        string a = argv[i];
        auto v = [&] { return string(argv[++i]); };
        if (a == "--events")
            N = std::stoull(v());
        else if (a == "--out")
            out = v();
        else if (a == "--seed")
            seed = std::stoull(v());
        else if (a == "--days")
            days = std::stoi(v());
        else if (a == "--no-spans")
            spansOn = false;
        else {
            fprintf(stderr, "unknown %s\n", a.c_str());
            return 2;
        }
    }
    mkdir(out.c_str(), 0755);
    Rng R(seed), RS(seed ^ 0x5353), RL(seed ^ 0x1234567), RT(seed ^ 0x77);
    auto kinds = makeKinds(R);
    vector<double> cdf;
    {
        double s = 0;
        for (int i = 0; i < 300; ++i) {
            s += 1.0 / std::pow(i + 1.0, 1.05);
            cdf.push_back(s);
        }
        for (auto& x : cdf)
            x /= s;
    }
    vector<vector<int>> bySvc(8);
    vector<int> payKinds;
    for (int i = 0; i < 300; ++i) {
        bySvc[kinds[i].svc].push_back(i);
        if (kinds[i].svc == 4)
            payKinds.push_back(i);
    }
    auto zipfKind = [&](Rng& r) {
        return int(std::lower_bound(cdf.begin(), cdf.end(), r.u()) - cdf.begin());
    };
    u64 nsess = N / 20;
    if (!nsess)
        nsess = 1;
    u32 nusers = std::max<u32>(10, (u32)(nsess / 3)), naccts = std::max<u32>(5, nusers / 4);
    const i64 T0 = 1751328000000ll;
    double gap = (double)days * 86400000.0 / (double)nsess;
    Out ev(out + "/events.ndjson"), sp(out + "/spans.otlp.ndjson"), lg(out + "/logs.otlp.ndjson"),
        tk(out + "/tickets.ndjson");
    std::priority_queue<Ev, vector<Ev>, Later> q;
    vector<Sess> ss;
    ss.reserve(nsess);
    vector<Batch> sb(8 * 4), lb(8 * 4);
    Out tmp("/dev/null");
    u64 nEv = 0, nSpan = 0, nLog = 0, nErr = 0, nTick = 0, nCalls = 0;
    vector<Ev> cur;
    static const char* VER[] = {"2.13.0", "2.13.1", "2.14.0", "2.14.1", "2.15.0-rc1"};

    auto resource = [&](Out& o, int svc, int ver) {
        o.s("{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":"
            "\"");
        o.s(SVC[svc]);
        o.s("\"}},{\"key\":\"service.version\",\"value\":{\"stringValue\":\"");
        o.s(VER[ver]);
        o.s("\"}},{\"key\":\"deployment.environment.name\",\"value\":{\"stringValue\":"
            "\"production\"}},{\"key\":\"telemetry.sdk.language\",\"value\":{\"stringValue\":"
            "\"java\"}}]},");
    };
    auto flushSpans = [&](int i) {
        Batch& b = sb[i];
        if (!b.n)
            return;
        sp.s("{\"resourceSpans\":[");
        resource(sp, i / 4, i % 4);
        sp.s("\"scopeSpans\":[{\"scope\":{\"name\":\"io.opentelemetry.spring\",\"version\":\"2.1."
             "0\"},\"spans\":[");
        sp.s(b.b);
        sp.s("]}]}]}\n");
        sp.maybe();
        b.b.clear();
        b.n = 0;
    };
    auto flushLogs = [&](int i) {
        Batch& b = lb[i];
        if (!b.n)
            return;
        lg.s("{\"resourceLogs\":[");
        resource(lg, i / 4, i % 4);
        lg.s("\"scopeLogs\":[{\"scope\":{\"name\":\"com.shop.log\"},\"logRecords\":[");
        lg.s(b.b);
        lg.s("]}]}]}\n");
        lg.maybe();
        b.b.clear();
        b.n = 0;
    };

    auto emit = [&](const Ev& e) {
        Sess& s = ss[e.sess];
        int ty = e.type;
        bool call = false;
        int svc = 0;
        switch (ty) {
        case SEARCH:
            call = true;
            svc = 6;
            break;
        case PRODUCT_VIEW:
            call = true;
            svc = 1;
            break;
        case ADD_TO_CART:
        case REMOVE:
        case VIEW_CART:
            call = true;
            svc = 2;
            break;
        case CHECKOUT_START:
        case SHIPPING:
        case COUPON:
            call = true;
            svc = 3;
            break;
        case PAY_SUBMIT:
            call = true;
            svc = 4;
            break;
        case LOGIN:
        case SIGNUP:
            call = true;
            svc = 5;
            break;
        case PAGE_VIEW:
            call = (e.seq & 1) == 0;
            svc = 1;
            break;
        case PAY_OK:
            call = true;
            svc = 7;
            break;
        default:
            break;
        }
        u64 th = 0, tl = 0;
        if (call || e.err >= 0) {
            th = RS.next();
            tl = RS.next();
        }
        ev.s("{\"timestamp\":\"");
        iso(ev, e.t);
        ev.s("\",\"event.name\":\"");
        ev.s(EV[ty]);
        ev.s("\",\"event.id\":\"e");
        ev.hex(nEv, 10);
        ev.s("\",\"session.id\":\"s_");
        ev.hex(s.id);
        ev.s("\",\"user.id\":\"u_");
        ev.n(100000 + s.user);
        ev.s("\",\"account.id\":\"acc_");
        ev.n(1000 + s.acct);
        ev.s("\",\"plan.tier\":\"");
        ev.s(PLAN[s.plan]);
        ev.s("\",\"geo.country\":\"");
        ev.s(COUNTRY[s.country]);
        ev.s("\",\"device.type\":\"");
        ev.s(DEVICE[s.device]);
        ev.s("\",\"browser.name\":\"");
        ev.s(BROWSER[s.browser]);
        ev.s("\",\"os.name\":\"");
        ev.s(OSN[s.os]);
        ev.s("\",\"service.version\":\"");
        ev.s(VER[s.ver]);
        ev.s("\",\"deployment.environment.name\":\"production\",\"feature_flag.new_checkout\":\"");
        ev.s(s.flag ? "on" : "off");
        ev.s("\",\"url.path\":\"");
        ev.s(PATHS[ty]);
        u32 sku = R.below(20000);
        if (ty == PRODUCT_VIEW) {
            ev.c('/');
            ev.n(sku);
        }
        ev.c('"');
        if (th) {
            ev.s(",\"trace_id\":\"");
            ev.hex(th);
            ev.hex(tl);
            ev.c('"');
        }
        ev.s(",\"attributes\":{");
        if (ty == PRODUCT_VIEW || ty == ADD_TO_CART || ty == REMOVE) {
            ev.s("\"product_id\":\"sku_");
            ev.n(sku);
            ev.s("\",\"price\":");
            ev.n(5 + sku % 300);
            ev.s(".99,\"quantity\":");
            ev.n(1 + sku % 3);
        } else if (ty == SEARCH) {
            static const char* Q[] = {"running shoes",  "usb c cable",
                                      "desk lamp",      "winter jacket",
                                      "coffee grinder", "noise cancelling headphones",
                                      "yoga mat",       "phone case"};
            ev.s("\"query\":\"");
            ev.s(Q[sku % 8]);
            ev.s("\",\"results\":");
            ev.n(sku % 240);
        } else if (ty == CLICK) {
            ev.s("\"target\":\"#btn-");
            ev.n(sku % 40);
            ev.s("\",\"x\":");
            ev.n(sku % 1400);
            ev.s(",\"y\":");
            ev.n(sku % 900);
        } else if (ty >= CHECKOUT_START && ty <= PAY_ERR) {
            ev.s("\"cart_value\":");
            ev.n(10 + sku % 500);
            ev.s(".50,\"currency\":\"USD\",\"payment_method\":\"");
            ev.s(sku % 3 ? "card" : "paypal");
            ev.c('"');
        } else {
            ev.s("\"duration_ms\":");
            ev.n(sku % 5000);
            ev.s(",\"referrer\":\"internal\"");
        }
        ev.s("}}\n");
        ev.maybe();
        ++nEv;
        if (th) {
            ++nCalls;
            u64 root = RS.next();
            u64 t = (u64)e.t * 1000000ull + RS.below(900000);
            int ver = s.ver % 4;
            bool err = e.err >= 0;
            int esvc = err ? kinds[e.err].svc : svc;
            u64 dur = 20000000ull + RS.below(180000000);
            if (err)
                dur += 1000000000ull;
            u64 lastSpan = root;
            if (spansOn) {
                auto span = [&](int sv, u64 id, u64 parent, u64 st, u64 en, int kind, bool er,
                                int depth) {
                    int bi = sv * 4 + ver;
                    Batch& b = sb[bi];
                    std::swap(tmp.b, b.b);
                    Out& o = tmp;
                    if (b.n)
                        o.c(',');
                    o.s("{\"traceId\":\"");
                    o.hex(th);
                    o.hex(tl);
                    o.s("\",\"spanId\":\"");
                    o.hex(id);
                    o.s("\",\"parentSpanId\":\"");
                    if (parent)
                        o.hex(parent);
                    o.s("\",\"flags\":257,\"name\":\"");
                    if (depth == 0) {
                        o.s("POST /api");
                        o.s(PATHS[ty]);
                    } else if (depth == 1) {
                        o.s(SVC[sv]);
                        o.s(".handle");
                    } else
                        o.s("SELECT shop.items");
                    o.s("\",\"kind\":");
                    o.n(kind);
                    o.s(",\"startTimeUnixNano\":\"");
                    o.n(st);
                    o.s("\",\"endTimeUnixNano\":\"");
                    o.n(en);
                    o.s("\",\"attributes\":[");
                    if (depth == 0) {
                        o.s("{\"key\":\"http.request.method\",\"value\":{\"stringValue\":\"POST\"}}"
                            ",{\"key\":\"http.route\",\"value\":{\"stringValue\":\"/api");
                        o.s(PATHS[ty]);
                        o.s("\"}},{\"key\":\"http.response.status_code\",\"value\":{\"intValue\":"
                            "\"");
                        o.s(er ? "500" : "200");
                        o.s("\"}},{\"key\":\"session.id\",\"value\":{\"stringValue\":\"s_");
                        o.hex(s.id);
                        o.s("\"}},{\"key\":\"user.id\",\"value\":{\"stringValue\":\"u_");
                        o.n(100000 + s.user);
                        o.s("\"}}");
                    } else if (depth == 1) {
                        o.s("{\"key\":\"rpc.system\",\"value\":{\"stringValue\":\"grpc\"}},{"
                            "\"key\":\"rpc.method\",\"value\":{\"stringValue\":\"Handle\"}},{"
                            "\"key\":\"thread.id\",\"value\":{\"intValue\":\"");
                        o.n(id % 200);
                        o.s("\"}}");
                    } else {
                        o.s("{\"key\":\"db.system\",\"value\":{\"stringValue\":\"postgresql\"}},{"
                            "\"key\":\"db.query.text\",\"value\":{\"stringValue\":\"SELECT * FROM "
                            "items WHERE id = $1\"}}");
                    }
                    o.s("],\"status\":{");
                    if (er)
                        o.s("\"code\":2,\"message\":\"error\"");
                    o.s("}}");
                    std::swap(tmp.b, b.b);
                    ++b.n;
                    ++nSpan;
                    if (b.n >= 50)
                        flushSpans(bi);
                };
                span(0, root, 0, t, t + dur, 2, err, 0);
                u64 c1 = RS.next();
                span(esvc, c1, root, t + 2000000, t + dur - 2000000, 2, err, 1);
                lastSpan = c1;
                if (RS.p(.35))
                    span(esvc, RS.next(), c1, t + 5000000, t + dur / 2, 3, false, 2);
            }
            bool info = !err && RL.p(.05);
            if (err || info) {
                int bi = esvc * 4 + ver;
                Batch& b = lb[bi];
                std::swap(tmp.b, b.b);
                Out& o = tmp;
                if (b.n)
                    o.c(',');
                u64 tl2 = t + dur - 1000000;
                o.s("{\"timeUnixNano\":\"");
                o.n(tl2);
                o.s("\",\"observedTimeUnixNano\":\"");
                o.n(tl2 + 1500000);
                o.s("\",\"severityNumber\":");
                o.s(err ? "17" : "9");
                o.s(",\"severityText\":\"");
                o.s(err ? "ERROR" : "INFO");
                o.s("\",\"body\":{\"stringValue\":\"");
                if (err) {
                    o.s("Request failed: POST /api");
                    o.s(PATHS[ty]);
                } else {
                    o.s("Handled ");
                    o.s(EV[ty]);
                    o.s(" in ");
                    o.n(dur / 1000000);
                    o.s(" ms");
                }
                o.s("\"},\"attributes\":[");
                if (err) {
                    const ErrKind& k = kinds[e.err];
                    string m;
                    u64 v = RL.next();
                    char t2[64];
                    if (k.var == 0)
                        snprintf(t2, sizeof t2, "%u ms", (unsigned)(v % 30000));
                    else if (k.var == 1)
                        snprintf(t2, sizeof t2, "%016llx", (unsigned long long)v);
                    else
                        snprintf(t2, sizeof t2, "ord_%u", (unsigned)(v % 1000000));
                    m = k.msgA + t2 + k.msgB;
                    o.s("{\"key\":\"exception.type\",\"value\":{\"stringValue\":\"");
                    o.s(k.type);
                    o.s("\"}},{\"key\":\"exception.message\",\"value\":{\"stringValue\":\"");
                    o.s(m);
                    o.s("\"}},{\"key\":\"exception.stacktrace\",\"value\":{\"stringValue\":\"");
                    o.s(k.type);
                    o.s(": ");
                    o.s(m);
                    o.s(k.stack);
                    o.s("\"}},");
                    ++nErr;
                }
                o.s("{\"key\":\"session.id\",\"value\":{\"stringValue\":\"s_");
                o.hex(s.id);
                o.s("\"}},{\"key\":\"user.id\",\"value\":{\"stringValue\":\"u_");
                o.n(100000 + s.user);
                o.s("\"}},{\"key\":\"http.route\",\"value\":{\"stringValue\":\"/api");
                o.s(PATHS[ty]);
                o.s("\"}}],\"traceId\":\"");
                o.hex(th);
                o.hex(tl);
                o.s("\",\"spanId\":\"");
                o.hex(lastSpan);
                o.s("\"}");
                std::swap(tmp.b, b.b);
                ++b.n;
                ++nLog;
                if (b.n >= 20)
                    flushLogs(bi);
                if (err && RT.p(kinds[e.err].payment ? .06 : .01)) {
                    tk.s("{\"id\":\"T-");
                    tk.n(10000 + nTick);
                    tk.s("\",\"created_at\":\"");
                    iso(tk, e.t + 60000 + RT.below(7200000));
                    tk.s("\",\"status\":\"");
                    tk.s(RT.p(.5) ? "open" : "solved");
                    tk.s("\",\"priority\":\"");
                    tk.s(RT.p(.2) ? "high" : "normal");
                    tk.s("\",\"channel\":\"email\",\"user.id\":\"u_");
                    tk.n(100000 + s.user);
                    tk.s("\",\"account.id\":\"acc_");
                    tk.n(1000 + s.acct);
                    tk.s("\",\"plan.tier\":\"");
                    tk.s(PLAN[s.plan]);
                    if (RT.p(.6)) {
                        tk.s("\",\"session.id\":\"s_");
                        tk.hex(s.id);
                    }
                    tk.s("\",\"subject\":\"");
                    tk.s(kinds[e.err].payment ? "Payment keeps failing at checkout"
                                              : "Something went wrong on the page");
                    tk.s("\",\"body\":\"Hi, I tried to ");
                    tk.s(EV[ty]);
                    tk.s(" several times today and the page shows an error. I use ");
                    tk.s(BROWSER[s.browser]);
                    tk.s(" on ");
                    tk.s(DEVICE[s.device]);
                    tk.s(". Please help, my order was not placed and I do not know if I was "
                         "charged. Reference ");
                    tk.hex(th);
                    tk.s(".\",\"tags\":[\"checkout\",\"error\"]}\n");
                    tk.maybe();
                    ++nTick;
                }
            }
        }
    };

    for (u64 i = 0; i < nsess; ++i) {
        i64 start = T0 + (i64)(gap * (double)i);
        while (!q.empty() && q.top().t < start) {
            emit(q.top());
            q.pop();
        }
        Sess s;
        s.id = R.next();
        s.user = (u32)(nusers * std::pow(R.u(), 1.5));
        s.acct = s.user % naccts;
        {
            Rng ur(s.acct * 77ull + 5);
            s.plan = pick(ur, PLANW);
            s.country = pick(ur, COUNTRYW);
        }
        s.device = pick(R, DEVICEW);
        s.browser = pick(R, BROWSERW);
        s.os = s.device == 0 ? (R.p(.6) ? 0 : 1) : (R.p(.55) ? 2 : 3);
        double prog = (double)i / (double)nsess;
        s.ver = (uint8_t)std::min(3, (int)(prog * 4 + R.u() * .5));
        s.flag = R.p(.5);
        s.refs = 0;
        ss.push_back(s);
        int n = 6 + (int)R.exp(14.5);
        if (n > 200)
            n = 200;
        cur.clear();
        i64 t = start;
        double x = R.u();
        int depth = x < .26 ? 0
            : x < .60       ? 1
            : x < .78       ? 2
            : x < .86       ? 3
                            : 4; // intent: none, view, cart, checkout, pay
        int stage = 0, left = n;
        bool dead = false;
        u32 seq = 0;
        auto push = [&](int ty, int err = -1) {
            cur.push_back({t, (u32)i, seq++, (uint16_t)ty, (int16_t)err});
            t += 1 + (i64)R.exp(R.p(.004) ? 1500000 : 18000);
        };
        push(PAGE_VIEW);
        while ((int)cur.size() < n) {
            --left;
            double adv = 3.0 / n;
            if (!dead && depth > 0 && R.p(adv + .12)) {
                if (stage == 0) {
                    push(PRODUCT_VIEW);
                    stage = 1;
                } else if (stage == 1 && depth >= 2) {
                    push(ADD_TO_CART);
                    stage = 2;
                } else if (stage == 2 && depth >= 3) {
                    push(CHECKOUT_START, R.p(.02) ? zipfKind(R) : -1);
                    stage = 3;
                    if (cur.back().err >= 0 && R.p(.4))
                        dead = true;
                } else if (stage == 3 && depth >= 4) {
                    push(SHIPPING);
                    double pe = .045 + (s.ver == 2 && s.browser == 1 ? .20 : 0)
                        + (s.ver == 3 && s.country == 2 ? .05 : 0);
                    if (R.p(pe)) {
                        int k = (s.ver == 2 && s.browser == 1 && R.p(.8))
                            ? payKinds[0]
                            : payKinds[std::min<size_t>(payKinds.size() - 1, (size_t)R.exp(6))];
                        push(PAY_SUBMIT, k);
                        push(PAY_ERR);
                        if (R.p(.55))
                            dead = true;
                    }
                    if (!dead) {
                        push(PAY_SUBMIT);
                        push(PAY_OK);
                        stage = 4;
                    }
                } else
                    push(PRODUCT_VIEW);
                continue;
            }
            double y = R.u();
            int ty = y < .30 ? PAGE_VIEW
                : y < .62    ? CLICK
                : y < .74    ? SCROLL
                : y < .80    ? SEARCH
                : y < .86    ? (depth > 0 && stage > 0 ? PRODUCT_VIEW : PAGE_VIEW)
                : y < .88    ? VIEW_CART
                : y < .885   ? REMOVE
                : y < .90    ? LOGIN
                : y < .903   ? SIGNUP
                : y < .91    ? COUPON
                : y < .95    ? FEATURE
                : y < .96    ? FORM_ERR
                : y < .965   ? LOGOUT
                             : LEAVE;
            push(ty, (ty != CLICK && ty != SCROLL && R.p(.014)) ? zipfKind(R) : -1);
        }
        for (auto& e : cur)
            q.push(e);
    }
    while (!q.empty()) {
        emit(q.top());
        q.pop();
    }
    for (int i = 0; i < 32; ++i) {
        flushSpans(i);
        flushLogs(i);
    }
    ev.flush();
    sp.flush();
    lg.flush();
    tk.flush();
    FILE* f = fopen((out + "/truth.json").c_str(), "w");
    fprintf(f,
            "{\"seed\":%llu,\"sessions\":%llu,\"events\":%llu,\"calls\":%llu,\"spans\":%llu,\"log_"
            "records\":%llu,\"error_records\":%llu,\"tickets\":%llu,\"bytes\":{\"events\":%llu,"
            "\"spans\":%llu,\"logs\":%llu,\"tickets\":%llu}}\n",
            (unsigned long long)seed, (unsigned long long)nsess, (unsigned long long)nEv,
            (unsigned long long)nCalls, (unsigned long long)nSpan, (unsigned long long)nLog,
            (unsigned long long)nErr, (unsigned long long)nTick, (unsigned long long)ev.total,
            (unsigned long long)sp.total, (unsigned long long)lg.total,
            (unsigned long long)tk.total);
    fclose(f);
    return 0;
}

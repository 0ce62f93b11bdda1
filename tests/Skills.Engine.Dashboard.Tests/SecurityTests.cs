using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Dashboard.Tests;

public sealed class SecurityTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Host", "evil.example")]
    public async Task ARequestThatIsNotLocalIsRefusedWithASentence(string header, string value)
    {
        await using var host = await DashboardHost.StartAsync();
        foreach (var path in new[] { "/skills-ui/", "/skills-ui/app.js", "/skills-ui/api/session", "/skills-ui/api/skills", "/skills-ui/api/runs", "/skills-ui/api/events" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(403, (int)response.StatusCode);
            Assert.Contains("RequireAuthorization", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ARemoteAddressIsRefusedAndABrowserGetsAPageThatSaysWhy()
    {
        await using var host = await DashboardHost.StartAsync(pipeline: static app => app.Use(static (http, next) =>
        {
            http.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("203.0.113.7");
            return next();
        }));
        await using var tab = await browser.OpenRefusedAsync($"{host.Address}skills-ui/");

        Assert.Contains("This one came from 203.0.113.7.", await tab.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", """{"input":{"name":"Ada"},"mode":"live"}""")]
    [InlineData("render", """{"input":{"name":"Ada"}}""")]
    public async Task AnActionWithoutThePagesTokenIsRefused(string action, string body)
    {
        await using var host = await DashboardHost.StartAsync(static o => o.ShowContent = true);
        var token = await TokenAsync(host);

        foreach (var headers in new (string, string)[][]
        {
            [],
            [("X-Skills-Token", token)],
            [("Cookie", $"skills-ui-token={token}")],
            [("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token + "x")],
            [("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token), ("Origin", "https://evil.example")],
            [("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token), ("Sec-Fetch-Site", "cross-site")],
            [("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token), ("Sec-Fetch-Site", "same-site")],
        })
        {
            var (status, text) = await PostAsync(host, $"/skills-ui/api/skills/greeter/{action}", body, headers);
            Assert.Equal(400, status);
            Assert.Contains("Anti-forgery", text, StringComparison.Ordinal);
        }

        Assert.Equal(0, host.Model.Calls);
        Assert.Equal(200, (await PostAsync(host, $"/skills-ui/api/skills/greeter/{action}", body, ("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token), ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Theory]
    [InlineData("skills/greeter/run", """{"input":{"name":"Ada"},"mode":"live"}""")]
    [InlineData("skills/greeter/run", """{"mode":"replay","case":"first"}""")]
    [InlineData("cache/invalidate", """{"all":true}""")]
    [InlineData("batches/night/cancel", "{}")]
    [InlineData("tests/run", """{"mode":"dry"}""")]
    [InlineData("skills/greeter/tests", """{"name":"first"}""")]
    public async Task AReadOnlyDashboardRefusesEveryAction(string action, string body)
    {
        await using var host = await DashboardHost.StartAsync(static o => o.ReadOnly = true);
        var (status, text) = await ActAsync(host, $"/skills-ui/api/{action}", body);

        Assert.Equal(403, status);
        Assert.Contains("read-only", text, StringComparison.Ordinal);
        Assert.Equal(0, host.Model.Calls);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task ContentIsHiddenFromAViewerWithoutTheRight(bool showContent, bool withPolicy)
    {
        await using var host = await DashboardHost.StartAsync(
            o => (o.ShowContent, o.ContentPolicy) = (showContent, withPolicy ? "content" : null),
            static (builder, _) => builder.Services.AddAuthorizationBuilder().AddPolicy("content", static p => p.RequireClaim("content")),
            capture: true);
        var run = await host.RunAsync($"Ada {Some.Canary}");
        var failed = await host.Engine.ExecuteAsync("greeter", new Dictionary<string, object> { ["name"] = Some.Canary, ["times"] = Some.Canary, [Some.Canary] = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await host.History.FindAsync(failed.ExecutionId) is not null, "The run was not recorded.");

        foreach (var path in new[] { "session", "skills", "skills/greeter", "skills/broken", "runs", $"runs?q={Some.Canary}", $"runs/{run.ExecutionId}", $"runs/{failed.ExecutionId}", "cache", "routing", "routing/what-if?skill=greeter", "tests", "session" })
        {
            Assert.DoesNotContain(Some.Canary, await host.Client.GetStringAsync($"/skills-ui/api/{path}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        foreach (var (path, body) in new[]
        {
            ("greeter/render", $$$"""{"input":{"name":"{{{Some.Canary}}}"}}"""), ("greeter/render", $$$"""{"input":{"times":"{{{Some.Canary}}}"}}"""), ("broken/render", """{"input":{"name":"x"}}"""),
            ("greeter/run", $$$"""{"input":{"name":"{{{Some.Canary}}}"},"mode":"live"}"""), ("greeter/run", $$$"""{"input":{"name":"{{{Some.Canary}}}"},"mode":"dry"}"""), ("broken/run", """{"input":{"name":"x"},"mode":"live"}"""),
        })
        {
            var (status, text) = await ActAsync(host, $"/skills-ui/api/skills/{path}", body);
            Assert.Equal(200, status);
            Assert.DoesNotContain(Some.Canary, text, StringComparison.Ordinal);
        }

        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/runs/{run.ExecutionId}");
        Assert.DoesNotContain(Some.Canary, await tab.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains("are hidden", await tab.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryAnswerForbidsForeignScriptsAndFrames()
    {
        await using var host = await DashboardHost.StartAsync();
        foreach (var path in new[] { "/skills-ui/", "/skills-ui/app.js", "/skills-ui/api/skills", "/skills-ui/no-such-file" })
        {
            using var response = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task APolicyWithoutAuthorizationServicesIsRefusedAtTheStart()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(static () => DashboardHost.StartAsync(static o => o.Policy = "admins", static (builder, _) =>
        {
            foreach (var service in builder.Services.Where(static s => s.ServiceType.FullName!.Contains("IAuthorization", StringComparison.Ordinal)).ToList())
            {
                builder.Services.Remove(service);
            }
        }));
        Assert.Contains("AddAuthorization", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllFilesOfThePageWeighLessThan300KilobytesCompressed()
    {
        await using var host = await DashboardHost.StartAsync();
        var total = 0L;
        foreach (var name in typeof(SkillsDashboardOptions).Assembly.GetManifestResourceNames().Where(static n => n.StartsWith("web/", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/skills-ui/{(name == "web/index.html" ? "" : name[4..])}");
            request.Headers.AcceptEncoding.ParseAdd("br");
            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
            total += (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{total} bytes");
        Assert.InRange(total, 1, 300_000);
    }

    internal static async Task<string> TokenAsync(DashboardHost host, string root = "/skills-ui") =>
        (await host.Client.GetFromJsonAsync<JsonElement>($"{root}/api/session", TestContext.Current.CancellationToken)).GetProperty("token").GetString()!;

    internal static async Task<(int Status, string Text)> ActAsync(DashboardHost host, string path, string body)
    {
        var token = await TokenAsync(host);
        return await PostAsync(host, path, body, ("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token));
    }

    internal static async Task<(int Status, string Text)> PostAsync(DashboardHost host, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

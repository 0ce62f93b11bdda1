using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Execution;
using Skills.Engine.Outputs;

namespace Skills.Engine.Rules;

/// <summary>Which addresses <c>http</c> rules may post to.</summary>
public sealed class RuleHostsTests
{
    [Theory]
    [InlineData("https://rules.example.com/check", true)]
    [InlineData("https://RULES.example.com/check", true)]
    [InlineData("https://a.b.example.org/", true)]
    [InlineData("https://example.org/", false)]
    [InlineData("https://badexample.org/", false)]
    [InlineData("https://rules.example.com.evil.net/", false)]
    [InlineData("http://169.254.169.254/latest", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://[::1]/", true)]
    public void OnlyAllowedHostsAreAccepted(string url, bool accepted)
    {
        var options = new SkillRuleOptions { AllowedHosts = { "rules.example.com", "*.example.org", "::1" } };

        Assert.Equal(accepted, new RuleHosts(options).Refusal(new(url)) is null);
    }

    [Theory]
    [InlineData("rules.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("*.", false)]
    [InlineData("*example.com", false)]
    [InlineData(".example.com", false)]
    [InlineData("https://example.com", false)]
    [InlineData("", false)]
    public void AHostThatCanMatchNothingIsRefusedAtTheStart(string host, bool valid)
    {
        var result = new SkillsEngineOptionsValidator().Validate(name: null, new() { Rules = { AllowedHosts = { host } } });

        Assert.Equal(valid, result.Succeeded);
        Assert.All(result.Failures ?? [], static f => Assert.Contains("AllowedHosts", f, StringComparison.Ordinal));
    }

    [Fact]
    public void ARuleWhoseHostIsNotAllowedIsFoundBeforeAnythingRuns()
    {
        var engine = new SkillsEngineOptions { Rules = { AllowedHosts = { "rules.example.com" } } };
        var executor = new RuleExecutor([], new SchemaSeam(), new NoClients(), new(), Options.Create(engine));
        var skill = new Skill { Id = "s", Name = "S", ValidationRules = [new() { Type = "http", Parameters = JsonElement.Parse("""{"url":"http://169.254.169.254/latest"}""") }] };

        var error = Assert.Single(executor.Check(skill));

        Assert.Equal("rules.invalid", error.Code);
        Assert.Contains("'169.254.169.254'", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowedHosts", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("ff02::1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2606:4700:4700::1111", false)]
    public void OnlyPublicAddressesAreNotPrivate(string address, bool isPrivate) =>
        Assert.Equal(isPrivate, RuleHosts.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData(true, false, "no public address")]
    [InlineData(true, true, "")]
    [InlineData(false, false, "")]
    public async Task AnAllowedNameThatLeadsToThisMachineIsRefusedUnlessPrivateAddressesAreAllowed(bool restricted, bool allowPrivate, string told)
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://localhost:{port}/");
        listener.Start();
        var serving = AnswerOnceAsync(listener);
        await using var services = new ServiceCollection().AddSkillsEngine(options =>
        {
            options.Rules.AllowPrivateAddresses = allowPrivate;
            if (restricted)
            {
                options.Rules.AllowedHosts.Add("localhost");
            }
        }).Services.BuildServiceProvider();
        var skill = new Skill { Id = "s", Name = "S", ValidationRules = [new() { Type = "http", Parameters = JsonElement.Parse($$"""{"url":"http://localhost:{{port}}/"}""") }] };

        var check = await services.GetRequiredService<RuleExecutor>().ExecuteAsync(skill, JsonElement.Parse("{}"), JsonElement.Parse("{}"), new(), TestContext.Current.CancellationToken);

        Assert.Equal(told.Length == 0, check.Result.Passed);
        Assert.Contains(told, string.Join(' ', check.Result.Errors), StringComparison.Ordinal);
        if (told.Length == 0)
        {
            await Eventually.EndsAsync(serving);
        }

        Assert.Equal(told.Length == 0, serving.IsCompleted);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("16777217")]
    [InlineData("2147483647")]
    public void MaxBytesIsBoundedWhenTheRuleIsRead(string bytes)
    {
        var error = Assert.Single(RuleCase.Check("http", $$"""{"url":"https://rules.example/","max_bytes":{{bytes}}}"""));

        Assert.Contains($"'max_bytes' is {bytes}. It must be 1 to 16777216.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHighBoundCostsOnlyWhatTheAnswerIsLong()
    {
        using var remote = new RemoteValidator("""{"pass":true}""");
        var executor = RuleCase.Executor(http: remote);
        const string parameters = """{"url":"https://rules.example/","max_bytes":16777216}""";
        await RuleCase.RunAsync("http", parameters, "{}", executor: executor);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var check = await RuleCase.RunAsync("http", parameters, "{}", executor: executor);

        Assert.True(check.Result.Passed);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 * 1024 * 1024);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://rules.example.com")]
    [InlineData("a b")]
    [InlineData("")]
    public void AnAllowedHostThatIsNoHostIsRefusedAtStart(string host)
    {
        using var services = new ServiceCollection().AddSkillsEngine(o => o.Rules.AllowedHosts.Add(host)).Services.BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<SkillsEngineOptions>>().Value);

        Assert.Contains("Rules:AllowedHosts", wrong.Message, StringComparison.Ordinal);
    }

    private static async Task AnswerOnceAsync(HttpListener listener)
    {
        try
        {
            var context = await listener.GetContextAsync();
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"pass":true}"""));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class NoClients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new InvalidOperationException("This test calls no one.");
    }
}

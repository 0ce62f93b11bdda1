using Skills.Cli.Tests.Support;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Doctoring;

public sealed class DoctorTests
{
    [Fact]
    public async Task WithoutAKeyItSaysWhatToSetAndDoesNotFail()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("doctor")).Exits(0);

        Assert.Contains("1 skill(s) read in skills, 0 file(s) refused", result.Out, StringComparison.Ordinal);
        Assert.Contains("Set ANTHROPIC_API_KEY", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyOfUserSecretsIsFound()
    {
        using var place = new Workplace();
        var id = $"skills-cli-tests-{Path.GetFileName(place.Folder)}";
        place.Write("app.csproj", $"<Project><PropertyGroup><UserSecretsId>{id}</UserSecretsId></PropertyGroup></Project>");
        var secrets = Microsoft.Extensions.Configuration.UserSecrets.PathHelper.GetSecretsPathFromSecretsId(id);
        Directory.CreateDirectory(Path.GetDirectoryName(secrets)!);
        await File.WriteAllTextAsync(secrets, """{ "SkillsEngine:Providers:OpenAI:ApiKey": "sk-canary-0123456789" }""", TestContext.Current.CancellationToken);
        try
        {
            var result = (await place.RunAsync("doctor")).Exits(0);

            Assert.Contains("✓ provider openai      ready", result.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", result.Out + result.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(secrets)!, recursive: true);
        }
    }

    [Fact]
    public async Task ARedisThatDoesNotAnswerFails()
    {
        using var place = new Workplace();
        place.Variables["SkillsEngine__Redis__ConnectionString"] = "127.0.0.1:1,password=canary,connectTimeout=200,connectRetry=1";

        var result = (await place.RunAsync("doctor", "-o", "json")).Exits(1);

        var redis = result.Json.EnumerateArray().Single(static c => c.GetProperty("name").GetString() == "redis");
        Assert.Equal("failed", redis.GetProperty("state").GetString());
        Assert.DoesNotContain("canary", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlineAsksTheModel()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Reply("yes");
        using var place = new Workplace();
        place.Variables["ANTHROPIC_API_KEY"] = "sk-canary-0123456789";
        place.Variables["ANTHROPIC_BASE_URL"] = server.AnthropicUrl;

        var result = (await place.RunAsync("doctor", "--online")).Exits(0);

        Assert.Contains("✓ call anthropic", result.Out, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ModelsShowPricesAndReadiness()
    {
        using var place = new Workplace();
        place.Variables["ANTHROPIC_API_KEY"] = "sk-canary-0123456789";

        var ready = (await place.RunAsync("models", "--ready", "-o", "json")).Exits(0).Json;
        var none = (await place.RunAsync("models", "no-model-is-called-so")).Exits(5);

        Assert.All(ready.EnumerateArray(), static m => Assert.Equal("anthropic", m.GetProperty("provider").GetString()));
        Assert.Contains(ready.EnumerateArray(), static m => m.GetProperty("inputUsdPerMillion").ValueKind == System.Text.Json.JsonValueKind.Number);
        Assert.Contains("0 model(s)", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConfigurationThatIsNoJsonExitsWithThree()
    {
        using var place = new Workplace();
        place.Write("appsettings.json", "{ not json");

        var result = (await place.RunAsync("doctor")).Exits(3);

        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
    }
}

using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Running;

public sealed class RunTests
{
    private const string Key = "sk-canary-0123456789";

    [Fact]
    public async Task TheDryRunNeedsNoKeyAndPrintsOnlyTheOutputs()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("run", "greeting", "-i", "name=Ada", "--dry")).Exits(0);

        Assert.Equal("Hello, Ada!", result.Json.GetProperty("greeting").GetString());
        Assert.Contains("dry-run/dry-run · $0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAnyKeyTheErrorSaysWhatToSet()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("run", "greeting", "-i", "name=Ada")).Exits(4);

        Assert.Contains("ANTHROPIC_API_KEY", result.Error, StringComparison.Ordinal);
        Assert.Contains("--dry", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task AModelIsAskedOverHttpAndTheExplanationShowsStepsAndTries()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Reply("""{"greeting": "Hello from the server"}""");
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SKILLS_LOCAL_ENDPOINT"] = server.LocalUrl;

        var result = (await place.RunAsync("run", "greeting", "-i", "name=Ada", "--explain", "-o", "json")).Exits(0);

        Assert.Equal("Hello from the server", result.Json.GetProperty("outputs").GetProperty("greeting").GetString());
        Assert.Equal("local", result.Json.GetProperty("provider").GetString());
        Assert.Contains("5 InvokeModel", result.Error, StringComparison.Ordinal);
        Assert.Contains("try 1 (first): local/test-model answered", result.Error, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AKeyIsNeverPrinted()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Enqueue([.. Enumerable.Repeat(new LoopbackReply { Error = ModelErrorKind.Auth, ErrorMessage = $"The key {Key} is not valid." }, 20)]);
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("local/test-model", "claude-sonnet-5", StringComparison.Ordinal));
        place.Variables["ANTHROPIC_API_KEY"] = Key;
        place.Variables["ANTHROPIC_BASE_URL"] = server.AnthropicUrl;

        var result = (await place.RunAsync("run", "greeting", "-i", "name=Ada", "--explain")).Exits(4);
        var doctor = await place.RunAsync("doctor", "--online");

        Assert.DoesNotContain(Key, result.Out + result.Error + doctor.Out + doctor.Error, StringComparison.Ordinal);
        Assert.Contains("model.auth", result.Error, StringComparison.Ordinal);
        Assert.Contains("call anthropic", doctor.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnInvalidInputIsAUsageErrorAndNoModelIsAsked()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SKILLS_LOCAL_ENDPOINT"] = server.LocalUrl;

        var result = (await place.RunAsync("run", "greeting", "-i", "times=x")).Exits(2);

        Assert.Contains("input.required", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task AnAnswerThatFitsNoSchemaExitsWithOne()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Reply("no object at all");
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SKILLS_LOCAL_ENDPOINT"] = server.LocalUrl;

        var result = (await place.RunAsync("run", "greeting", "-i", "name=Ada")).Exits(1);

        Assert.Empty(result.Out);
        Assert.Contains("error: output.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownSkillExitsWithFiveAndNamesTheNearest()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("run", "greting", "--dry")).Exits(5);

        Assert.Contains("Did you mean 'greeting'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASkillWithErrorsExitsWithThreeAndShowsThem()
    {
        using var place = new Workplace();
        place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var result = (await place.RunAsync("run", "broken", "--dry", "-i", "text=x")).Exits(3);

        Assert.Contains("SK204", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASkillFileCanBeNamedByItsPath()
    {
        using var place = new Workplace();
        place.Write("drafts/new.skill.yaml", SampleText.Greeting);
        place.Write("skills/other.skill.yaml", SampleText.Greeting.Replace("name: greeting", "name: other", StringComparison.Ordinal));

        (await place.RunAsync("run", "drafts/new.skill.yaml", "-i", "name=Ada", "--dry")).Exits(0);
    }

    [Fact]
    public async Task TextSkillsPrintTheirTextWithRaw()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("run", "release-notes", "-d", Workplace.Samples, "--case", "notes come back as Markdown", "--dry", "--raw")).Exits(0);

        Assert.StartsWith("## Lantern 1.1.0", result.Out, StringComparison.Ordinal);
    }
}

using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Running;

public sealed class RenderTests
{
    [Fact]
    public async Task MessagesAreShownByRoleWithoutAKey()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("render", "greeting", "-i", "name=Ada", "-i", "times=3")).Exits(0);

        Assert.Contains("── system · cached prefix ──", result.Out, StringComparison.Ordinal);
        Assert.Contains("── user ──", result.Out, StringComparison.Ordinal);
        Assert.Contains("Greet Ada 3 times.", result.Out, StringComparison.Ordinal);
        Assert.Contains("tokens in", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHasEachMessage()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var json = (await place.RunAsync("render", "greeting", "-i", "name=Ada", "-o", "json")).Exits(0).Json;

        Assert.Equal(["system", "user"], json.EnumerateArray().Select(static m => m.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task InputsComeFromFilesStandardInputAndTestCases()
    {
        using var place = new Workplace { Input = "Grace" };
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("case.json", """{ "name": "Edsger", "times": 2 }""");
        place.Write("name.txt", "Barbara");

        Assert.Contains("Greet Edsger 2 times.", (await place.RunAsync("render", "greeting", "-i", "@case.json")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("Greet Barbara.", (await place.RunAsync("render", "greeting", "-i", "name=@name.txt")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("Greet Grace.", (await place.RunAsync("render", "greeting", "-i", "name=@-")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("Greet Ada 4 times.", (await place.RunAsync("render", "greeting", "--case", "Ada is greeted", "-i", "times:=4")).Exits(0).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "is not an input")]
    [InlineData("name=@missing.txt", "does not exist")]
    [InlineData("times:={", "cannot be read at line 1")]
    [InlineData("@list.json", "must be a JSON object")]
    public async Task AnInputThatCannotBeReadIsAUsageError(string input, string message)
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("list.json", "[1]");

        var result = (await place.RunAsync("render", "greeting", "-i", input)).Exits(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputsLargerThanTheLimitAreRefused()
    {
        using var place = new Workplace { Input = new string('x', 3000) };
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SkillsEngine__MaxInputBytes"] = "1000";

        var result = (await place.RunAsync("render", "greeting", "-i", "name=@-")).Exits(2);

        Assert.Contains("larger than 1000 bytes", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlCharactersOfAnInputDoNotReachTheTerminal()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("render", "greeting", "-i", "name=\e[2Jx")).Exits(0);

        Assert.DoesNotContain('\e', result.Out);
    }
}

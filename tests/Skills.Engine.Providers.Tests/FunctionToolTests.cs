using System.ComponentModel;
using Microsoft.Extensions.AI;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Functions of Microsoft.Extensions.AI as tools of a skill.</summary>
public sealed class FunctionToolTests
{
    private static readonly Skill Skill = new() { Id = "weather", Name = "Weather", PromptTemplate = "Weather?", Output = new() { Format = OutputFormat.Text }, Tools = ["get_weather"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"city":"Ulm","days":2}""", SkillToolStatus.Succeeded, "rain for 2 days in Ulm")]
    [InlineData("""{"city":"Ulm","days":"many"}""", SkillToolStatus.InvalidArguments, null)]
    public async Task AFunctionIsCalledWithValidArgumentsOnly(string arguments, SkillToolStatus status, string? text)
    {
        await using var engine = Engine(AIFunctionFactory.Create(Weather, "get_weather"), arguments);

        var result = await engine.ExecuteAsync(Skill, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal((status, text), (result.ToolRuns[0].Status, result.ToolRuns[0].Result));
    }

    [Fact]
    public async Task AFunctionThatRequiresAnApprovalIsNotRunWithoutOne()
    {
        await using var engine = Engine(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Weather, "get_weather")), """{"city":"Ulm","days":2}""");

        var result = await engine.ExecuteAsync(Skill, cancellationToken: Token);

        Assert.Equal(SkillToolStatus.Denied, result.ToolRuns[0].Status);
    }

    [Description("Gets the weather of a city.")]
    private static string Weather(string city, int days) => $"rain for {days} days in {city}";

    private static SkillExecutionEngine Engine(AIFunction function, string arguments)
    {
        var model = new FakeModelClient()
            .Enqueue(FakeModelClient.Answer("") with { StopReason = StopReason.ToolUse, Calls = [new("c1", "get_weather", arguments)] })
            .Enqueue("It rains.");
        return SkillsEngine.Create(b => b.AddModelClient(model, model.Model()).AddTool(function));
    }
}

namespace Skills.Engine.Tests.Execution;

/// <summary>Results are made in tests of hosts and printed in logs.</summary>
public sealed class ResultFormTests
{
    [Fact]
    public void ATestMakesATypedResult()
    {
        var result = SkillResult.Succeeded(new Answer("secret text"));

        Assert.Equal("secret text", result.Value.Text);
        Assert.DoesNotContain("secret", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.ToString());
    }

    [Fact]
    public void ATestMakesAFailedResult()
    {
        var result = SkillResult.Failed<Answer>(new("model.auth", SkillStep.InvokeModel, "", "The key is wrong."));

        Assert.False(result.IsSuccess);
        Assert.Equal("The key is wrong.", result.ErrorMessage);
        Assert.Throws<SkillExecutionException>(() => result.Value);
    }

    private sealed record Answer(string Text);
}

using Skills.Engine.Evaluation.Xunit;
using Xunit;

public sealed class SkillFileTests
{
    [Theory, SkillTests("skills")]
    public Task Skills(SkillTestItem test) => test.RunAsync(TestContext.Current.CancellationToken);
}

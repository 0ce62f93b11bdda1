using Skills.Engine;

namespace Skills.Benchmarks.Growth;

/// <summary>What an operation costs as one thing grows.</summary>
/// <param name="Key">The name of its plot's file.</param>
/// <param name="Title">What grows.</param>
/// <param name="Unit">What the sizes count.</param>
/// <param name="Sizes">The sizes measured, in rising order.</param>
/// <param name="Start">Makes the operation of a size.</param>
internal sealed record GrowthCurve(string Key, string Title, string Unit, IReadOnlyList<int> Sizes, Func<int, GrowthCase> Start);

/// <summary>One size of a curve: an engine, a skill and its inputs.</summary>
internal sealed record GrowthCase(SkillExecutionEngine Engine, Skill Skill, object Inputs) : IDisposable
{
    // No store, so that all eight steps run each time.
    private static readonly SkillExecutionContext Bypass = new() { CacheMode = CacheMode.Bypass };

    public void Execute()
    {
        var result = Engine.ExecuteAsync(Skill, Inputs, Bypass).GetAwaiter().GetResult();
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.ErrorMessage);
        }
    }

    public void Dispose() => Engine.Dispose();
}

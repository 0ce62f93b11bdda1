using Skills.Json;

namespace Skills.Engine.Typed;

/// <summary>Checks outputs by a function over the skill's type.</summary>
internal sealed class LambdaRule<TOut>(TypedReader reader, string name, Func<TOut, bool> holds, string path, string message) : IValidationRule
{
    public string Name => name;

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var read = reader.Read<TOut>(context.Outputs);
        return read.Findings.Count > 0
            ? new([.. read.Findings.Select(static f => new RuleFinding(f.Path, f.Message))])
            : new(holds(read.Value!) ? [] : [new RuleFinding(path, message)]);
    }
}

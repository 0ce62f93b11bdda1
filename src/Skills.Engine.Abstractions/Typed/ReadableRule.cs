using Skills.Json;

namespace Skills.Engine.Typed;

/// <summary>Checks that outputs can be read as the skill's type, so that the model is asked again when they satisfy the schema and cannot be read.</summary>
internal sealed class ReadableRule<TOut>(TypedReader reader) : IValidationRule
{
    public string Name => "readable";

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken) =>
        new([.. reader.Read<TOut>(context.Outputs).Findings.Select(static f => new RuleFinding(f.Path, f.Message))]);
}

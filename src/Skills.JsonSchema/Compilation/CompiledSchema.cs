using Skills.JsonSchema.Defaults;
using Skills.JsonSchema.Evaluation;

namespace Skills.JsonSchema.Compilation;

/// <summary>A schema ready to evaluate, with the limits it was compiled under. Immutable but for its spare buffers and what is found out on demand.</summary>
internal sealed class CompiledSchema(SchemaNode root, JsonSchemaOptions options, bool usesDynamicScope)
{
    public SchemaNode Root { get; } = root;

    /// <summary>Whether some reference depends on the way evaluation came; otherwise no scope is kept.</summary>
    public bool UsesDynamicScope { get; } = usesDynamicScope;

    public int MaxDepth { get; } = options.MaxDepth;

    public long MaxSteps { get; } = options.MaxSteps;

    public int MaxErrors { get; } = options.MaxErrors;

    public BufferPool Buffers { get; } = new();

    /// <summary>Made when defaults are first asked for.</summary>
    public DefaultsReach Defaults => field ??= new(Root);
}

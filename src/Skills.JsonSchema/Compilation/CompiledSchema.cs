using Skills.JsonSchema.Defaults;
using Skills.JsonSchema.Evaluation;

namespace Skills.JsonSchema.Compilation;

/// <summary>A schema ready to evaluate, with the limits it was compiled under. Immutable but for its spare buffers and what is found out on demand.</summary>
internal sealed class CompiledSchema
{
    public CompiledSchema(SchemaNode root, JsonSchemaOptions options, bool usesDynamicScope)
    {
        Root = root;
        UsesDynamicScope = usesDynamicScope;
        (MaxDepth, MaxSteps, MaxErrors) = (options.MaxDepth, options.MaxSteps, options.MaxErrors);
    }

    /// <summary>The same limits over a part of another schema.</summary>
    public CompiledSchema(SchemaNode root, CompiledSchema whole)
    {
        Root = root;
        UsesDynamicScope = whole.UsesDynamicScope;
        (MaxDepth, MaxSteps, MaxErrors) = (whole.MaxDepth, whole.MaxSteps, whole.MaxErrors);
    }

    public SchemaNode Root { get; }

    /// <summary>Whether some reference depends on the way evaluation came; otherwise no scope is kept.</summary>
    public bool UsesDynamicScope { get; }

    public int MaxDepth { get; }

    public long MaxSteps { get; }

    public int MaxErrors { get; }

    public BufferPool Buffers { get; } = new();

    /// <summary>Made when defaults are first asked for.</summary>
    public DefaultsReach Defaults => field ??= new(Root);
}

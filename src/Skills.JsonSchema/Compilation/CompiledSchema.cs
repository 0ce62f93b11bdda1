using System.Collections.Concurrent;


namespace Skills.JsonSchema.Compilation;

/// <summary>A schema ready to evaluate, with the limits it was compiled under. Immutable but for its spare buffers and what is found out on demand.</summary>
internal sealed class CompiledSchema
{
    private readonly ConcurrentDictionary<Type, object> _kept = new();

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

    /// <summary>What another room keeps with this schema: made when first asked for, and once.</summary>
    public T Once<T>(Func<CompiledSchema, T> make)
        where T : class => (T)_kept.GetOrAdd(typeof(T), static (_, arguments) => arguments.make(arguments.schema), (make, schema: this));

    /// <summary>Made when defaults are first asked for.</summary>
    public DefaultsReach Defaults => field ??= new(Root);
}

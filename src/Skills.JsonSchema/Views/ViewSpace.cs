using System.Collections.Concurrent;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Instances;

namespace Skills.JsonSchema.Views;

/// <summary>All views of one compiled schema, each made once.</summary>
internal sealed class ViewSpace(CompiledSchema schema)
{
    // Views of one schema are as many as the schemas; those of several together can be exponentially many.
    private const int MostMerged = 4_096;

    private readonly ConcurrentDictionary<SchemaNode, SchemaView> _plain = new();
    private readonly ConcurrentDictionary<ViewSource, SchemaView> _merged = new();
    private int _count;

    public SchemaView Of(SchemaNode node) => _plain.GetOrAdd(node, static (node, space) => new SchemaView(ViewSource.Plain(node), space), this);

    /// <summary>The view of a source. Beyond a number of merged views a place is seen through its last schema alone.</summary>
    public SchemaView Of(ViewSource source)
    {
        if (source.IsPlain)
        {
            return Of(source.Nodes[0]);
        }

        if (_merged.TryGetValue(source, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _count) > MostMerged)
        {
            return source.Nodes.Length > 0 ? Of(source.Nodes[^1]) : source.Choices[0].Members[0];
        }

        return _merged.GetOrAdd(source, static (source, space) => new SchemaView(source, space), this);
    }

    /// <summary>
    /// Where a dynamic reference leads when the way there begins at the root: the outermost resource is the root's own, so a dynamic
    /// anchor there wins (2020-12 core, section 8.2.3.2). Otherwise the way decides, and the initial target stands for all.
    /// </summary>
    public SchemaNode Target(DynamicReference reference)
    {
        foreach (var (resource, node) in reference.Targets)
        {
            if (resource == schema.Root.Resource)
            {
                return node;
            }
        }

        return reference.Initial;
    }

    public bool IsOfRootDocument(SchemaNode node) => node.Resource.Document == schema.Root.Resource.Document;

    /// <summary>The compiled schema with another root.</summary>
    public CompiledSchema Rooted(SchemaNode root) => new(root, schema);

    /// <summary>Whether a value satisfies one schema, on an account of its own.</summary>
    /// <exception cref="JsonSchemaLimitException">A limit was reached before a verdict.</exception>
    public bool IsValid(SchemaNode node, JsonElement value)
    {
        var buffers = schema.Buffers.Rent();
        try
        {
            var (steps, depth) = (schema.MaxSteps, 0);
            return new Evaluator<ElementInstance, JsonElement, JsonElement.ObjectEnumerator, JsonElement.ArrayEnumerator>(schema, default, buffers)
                .RunNested(node, value, ref steps, ref depth);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new JsonSchemaLimitException("The instance is nested too deeply for this thread's stack.", "#", exception);
        }
        finally
        {
            schema.Buffers.Return(buffers);
        }
    }
}

using System.Collections.Concurrent;
using Skills.JsonSchema;

namespace Skills.Replies.Alignment;

/// <summary>The shapes of one schema: one for each view, so that a recursive schema leads back to shapes that are known. Thread-safe.</summary>
internal sealed class ShapeSpace
{
    private readonly ConcurrentDictionary<SchemaView, SchemaShape> _shapes = new();

    /// <summary>Returns the shape of a view; always the same object for the same view.</summary>
    public SchemaShape Of(SchemaView view) => _shapes.GetOrAdd(view, static (v, space) => new(v, space), this);
}

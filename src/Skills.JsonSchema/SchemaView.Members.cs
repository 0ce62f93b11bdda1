using Skills.JsonSchema.Views;

namespace Skills.JsonSchema;

/// <content>Objects and arrays.</content>
public sealed partial class SchemaView
{
    private readonly Lock _gate = new();
    private Dictionary<string, SchemaViewProperty>? _byName;

    /// <summary>Every declared property: first those of schemas that always apply, then those of choices, each in the order written.</summary>
    public IReadOnlyList<SchemaViewProperty> Properties => field ??= Members.Properties(RequiredSet);

    /// <summary>The names required whatever the choices come to, declared or not.</summary>
    public IReadOnlyList<string> Required => field ??= [.. Members.Required().Keys];

    /// <summary>Whether an object may have no other properties than <see cref="Properties"/> and those that <see cref="PatternProperties"/> match.</summary>
    public bool IsClosed => Rest is { IsNever: true };

    /// <summary>The schema of properties that no other schema speaks of; null when nothing is said of them. It takes no value when the object is closed.</summary>
    public SchemaView? Rest => field ??= Members.Rest();

    /// <summary><c>patternProperties</c> of the schemas that always apply.</summary>
    public IReadOnlyList<(string Pattern, SchemaView View)> PatternProperties =>
        field ??= [.. Schemas.SelectMany(static schema => schema.PatternProperties).Select(static rule => (rule.Pattern, Of(rule.Schema)))];

    /// <summary>What names of properties must satisfy; null when nothing is said of them.</summary>
    public SchemaView? PropertyNames => field ??= First(static schema => schema.PropertyNames);

    /// <summary>The schema of the items behind <see cref="PrefixItems"/>; null when nothing is said of them.</summary>
    public SchemaView? Items => field ??= Item(PrefixItems.Count);

    /// <summary>The schemas of the first items, each with what all schemas say of it.</summary>
    public IReadOnlyList<SchemaView> PrefixItems =>
        field ??= [.. Enumerable.Range(0, Members.PrefixLength()).Select(index => Members.Item(index)).TakeWhile(static item => item is not null).Select(static item => item!)];

    /// <summary>What some items must satisfy; null when nothing is said of them.</summary>
    public SchemaView? Contains => field ??= First(static schema => schema.Contains);

    private IReadOnlySet<string> RequiredSet => field ??= Required.ToHashSet(StringComparer.Ordinal);

    /// <summary>A declared property; null when no schema declares the name.</summary>
    /// <param name="name">The name, unescaped.</param>
    public SchemaViewProperty? Declared(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            _byName ??= Properties.ToDictionary(static property => property.Name, StringComparer.Ordinal);
        }

        return _byName.GetValueOrDefault(name);
    }

    /// <summary>
    /// What is said of a property, declared or not: <c>properties</c> and <c>patternProperties</c> together, else
    /// <c>additionalProperties</c>, else <c>unevaluatedProperties</c>. Null when nothing is said, or when it is merely not allowed.
    /// </summary>
    /// <param name="name">The name, unescaped.</param>
    public SchemaView? Property(string name) =>
        Declared(name) is { } declared ? declared.View : Members.Property(name) is { } view && (!view.IsNever || Members.Names(name)) ? view : null;

    /// <summary>Whether an object may have a property of this name.</summary>
    /// <param name="name">The name, unescaped.</param>
    public bool Takes(string name) => Declared(name) is { } declared ? !declared.View.IsNever : Members.Property(name) is not { IsNever: true };

    /// <summary>What is said of the item at a position; null when nothing is.</summary>
    /// <param name="index">The position, from 0.</param>
    public SchemaView? Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Members.Item(index);
    }

    /// <summary>Follows a JSON Pointer into a value: property names and item positions (RFC 6901). Null when nothing is said of that place.</summary>
    /// <param name="pointer">Empty for this place, else starting with a slash.</param>
    public SchemaView? At(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var view = this;
        foreach (var step in pointer.Split('/').Skip(1).Select(Compilation.PointerText.Unescape))
        {
            var isItem = (view.Types & JsonSchemaTypes.Array) != 0
                && int.TryParse(step, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);
            var property = view.Property(step);
            view = property ?? (isItem ? view.Item(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)) : null);
            if (view is null)
            {
                return null;
            }
        }

        return view;
    }

    private SchemaView? First(Func<JsonSubschema, JsonSubschema?> pick) =>
        Unwrapped.Schemas.Select(pick).FirstOrDefault(static schema => schema is not null) is { } found ? Of(found) : null;
}

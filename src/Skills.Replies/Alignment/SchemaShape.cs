using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.JsonSchema;

namespace Skills.Replies.Alignment;

/// <summary>What alignment needs to know of one place of a schema: types, names and choices, read from its <see cref="SchemaView"/> when asked. Thread-safe.</summary>
internal sealed class SchemaShape
{
    private const int MostBranchesWithin = 4;

    /// <summary>How many places a search of the whole schema visits. A larger schema is taken to contain what is searched for.</summary>
    private const int MostPlaces = 5000;

    private readonly SchemaView? _view;
    private readonly ShapeSpace? _space;

    private SchemaShape() { }

    internal SchemaShape(SchemaView view, ShapeSpace space) => (_view, _space) = (view, space);

    /// <summary>Gets the shape that takes everything.</summary>
    public static SchemaShape Anything { get; } = new();

    /// <summary>Gets the types that are named. Listed values without a type may be any.</summary>
    public JsonSchemaTypes Types => _view is null || (Choices is not null && _view.Find("type") is null) ? JsonSchemaTypes.Any : _view.Types;

    /// <summary>Gets a value indicating whether no value is taken.</summary>
    public bool IsNever => _view?.IsNever == true;

    /// <summary>Gets every declared property by name, those of choices and conditions included.</summary>
    public IReadOnlyDictionary<string, SchemaShape> Properties => field ??= _view is null
        ? new OrderedDictionary<string, SchemaShape>()
        : new OrderedDictionary<string, SchemaShape>(_view.Properties.Select(p => KeyValuePair.Create(p.Name, _space!.Of(p.View))), StringComparer.Ordinal);

    /// <summary>Gets the names that are required.</summary>
    public IReadOnlySet<string> Required => field ??= (_view?.Required ?? []).ToHashSet(StringComparer.Ordinal);

    /// <summary>Gets what other properties must be; null when the schema does not say.</summary>
    public SchemaShape? Additional => _view?.Rest is { } rest ? _space!.Of(rest) : null;

    /// <summary>Gets the shapes of properties whose names match a pattern.</summary>
    public IReadOnlyList<(Regex Pattern, SchemaShape Shape)> Patterns => field ??= [.. ReadPatterns()];

    /// <summary>Gets what the items behind <see cref="PrefixItems"/> must be; null when the schema does not say.</summary>
    public SchemaShape? Items => _view?.Items is { } items ? _space!.Of(items) : null;

    /// <summary>Gets what the first items must be.</summary>
    public IReadOnlyList<SchemaShape> PrefixItems => field ??= [.. (_view?.PrefixItems ?? []).Select(item => _space!.Of(item))];

    /// <summary>Gets the listed values; null when other values are taken too.</summary>
    public IReadOnlyList<JsonElement>? Choices => _view?.Enum;

    /// <summary>Gets other spellings of listed values, by their text (<c>x-enum</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ChoiceAliases => field ??= ChoiceSpellings.Of(_view);

    /// <summary>Gets other spellings of the property's own name (<c>x-alias</c>).</summary>
    public IReadOnlyList<string> Aliases => field ??= [.. (_view?.FindAll("x-alias") ?? []).SelectMany(ChoiceSpellings.Texts)];

    /// <summary>Gets the alternatives, each with all that applies beside it; empty without.</summary>
    public IReadOnlyList<SchemaShape> Branches => field ??= [.. (_view?.Alternatives ?? []).Select(branch => _space!.Of(branch))];

    /// <summary>Gets the default; null without.</summary>
    public JsonElement? Default => _view?.Default;

    /// <summary>Gets a value indicating whether this place, or one below, is a choice between objects that each name their own properties.</summary>
    public bool HoldsChoicesOfObjects => _holdsChoices.Value;

    /// <summary>Gets a value indicating whether a property at this place, or below, has a default.</summary>
    public bool HoldsDefaults => _holdsDefaults.Value;

    private Lazy<bool> _holdsChoices => field ??= new(() => Any(static shape => shape.Branches.Count(static b => b.Properties.Count > 0) > 1));

    private Lazy<bool> _holdsDefaults => field ??= new(() => Any(static shape => shape.Default is not null));

    /// <summary>Returns whether any of some types is taken.</summary>
    public bool Takes(JsonSchemaTypes type) => (Types & type) != 0;

    /// <summary>Gets a value indicating whether null is taken because the schema says so.</summary>
    public bool TakesNull => _view is { AllowsNull: true, Types: not JsonSchemaTypes.Any };

    /// <summary>Gets a value indicating whether any text is taken.</summary>
    public bool TakesText => TextWithin(0);

    private bool TextWithin(int depth) =>
        Choices is null && (Branches.Count > 0 ? depth < MostBranchesWithin && Branches.Any(b => b.TextWithin(depth + 1)) : Takes(JsonSchemaTypes.String));

    private IEnumerable<(Regex Pattern, SchemaShape Shape)> ReadPatterns()
    {
        foreach (var (pattern, view) in _view?.PatternProperties ?? [])
        {
            if (Compile(pattern) is { } regex)
            {
                yield return (regex, _space!.Of(view));
            }
        }
    }

    // Only alignment does without a pattern that .NET cannot compile; validation still applies it.
    private static Regex? Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Returns the names of all properties here and below with their aliases; none when names of any kind are permitted somewhere.</summary>
    public IReadOnlyCollection<string> NamesThatDecide()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isOpen = Any(shape =>
        {
            names.UnionWith(shape.Properties.Keys);
            names.UnionWith(shape.Properties.Values.SelectMany(static p => p.Aliases));
            return shape.Patterns.Count > 0 || shape.Additional is { IsNever: false } || (shape.Takes(JsonSchemaTypes.Object) && shape.Choices is null && shape.Branches.Count == 0 && shape.Properties.Count == 0);
        });

        return isOpen ? [] : names;
    }

    private bool Any(Func<SchemaShape, bool> condition)
    {
        var seen = new HashSet<SchemaShape> { this };
        var waiting = new Queue<SchemaShape>(seen);
        while (waiting.TryDequeue(out var shape))
        {
            if (condition(shape) || seen.Count > MostPlaces)
            {
                return true;
            }

            foreach (var child in shape.Children().Where(seen.Add))
            {
                waiting.Enqueue(child);
            }
        }

        return false;
    }

    private IEnumerable<SchemaShape> Children() =>
        Properties.Values.Concat(Branches).Concat(PrefixItems).Concat(new[] { Items, Additional }.OfType<SchemaShape>());
}

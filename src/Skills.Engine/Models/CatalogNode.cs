using System.Globalization;

namespace Skills.Engine.Models;

/// <summary>A mapping of the catalog that knows its place.</summary>
internal sealed class CatalogNode
{
    private readonly CatalogValue _value;

    public CatalogNode(CatalogValue value, string source, params string[] keys)
    {
        Source = source;
        _value = value;
        foreach (var key in value.Keys ?? throw new ModelCatalogException($"{source}, line {value.Line}: expected a mapping."))
        {
            if (!keys.Contains(key))
            {
                throw new ModelCatalogException($"{source}, line {value.LineOf(key)}: unknown key '{key}'; known are {string.Join(", ", keys)}.");
            }
        }
    }

    public string Source { get; }

    public bool Has(string key) => _value.Get(key) is not null;

    public string? Text(string key) => _value.Get(key) is { } value ? value.Text ?? throw Fault(key, "expected a single value.") : null;

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw Fault(key, $"'{key}' is required.");

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in List(key))
        {
            texts.Add(item.Text ?? throw Fault(key, "expected a list of texts."));
        }

        return texts;
    }

    public IEnumerable<CatalogValue> List(string key) => _value.Get(key) is { } value ? value.Items ?? throw Fault(key, "expected a list.") : [];

    public CatalogNode? Child(string key, params string[] keys) => _value.Get(key) is { } value ? new(value, Source, keys) : null;

    public decimal? Number(string key, decimal lowest = decimal.MinValue, decimal highest = decimal.MaxValue)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest
            ? value
            : throw Fault(key, $"'{text}' is not a number in its range.");
    }

    public int? Whole(string key) => Number(key, 1, int.MaxValue) is { } value
        ? value == decimal.Truncate(value) ? (int)value : throw Fault(key, FormattableString.Invariant($"'{value}' is not a whole number."))
        : null;

    public DateOnly? Day(string key) => Text(key) is { } text
        ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Fault(key, $"'{text}' is not a day; write yyyy-MM-dd.")
        : null;

    public bool Flag(string key) => Text(key) switch
    {
        null or "true" => true,
        "false" => false,
        { } text => throw Fault(key, $"'{text}' is neither true nor false."),
    };

    public string LineOf(string key) => $"{Source}, line {(_value.Get(key) ?? _value).Line}";

    public ModelCatalogException Fault(string key, string sentence) => new($"{LineOf(key)}: {key}: {sentence}");
}

using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>A number that a count, a duration or an amount is compared with: <c>2</c>, <c>{ gte: 1, lt: 4 }</c>.</summary>
internal sealed class Bound
{
    private static readonly Dictionary<string, (string Sign, Func<int, bool> Holds)> Signs = new(StringComparer.Ordinal)
    {
        ["equals"] = ("=", static c => c == 0),
        ["gt"] = (">", static c => c > 0),
        ["gte"] = ("≥", static c => c >= 0),
        ["lt"] = ("<", static c => c < 0),
        ["lte"] = ("≤", static c => c <= 0),
    };

    private readonly List<(string Sign, decimal Value, Func<int, bool> Holds)> _parts = [];

    private Bound()
    {
    }

    /// <summary>Reads a bound.</summary>
    /// <param name="check">The word of the expectation.</param>
    /// <param name="wanted">The value beside it.</param>
    /// <param name="plain">The comparison that a plain number stands for: <c>equals</c> or <c>lte</c>.</param>
    /// <param name="read">Reads one number.</param>
    public static Bound Read(string check, JsonElement wanted, string plain, Func<JsonElement, decimal?>? read = null)
    {
        var bound = new Bound();
        read ??= Number;
        if (wanted.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in wanted.EnumerateObject())
            {
                bound.Add(check, member.Name, member.Value, read);
            }
        }
        else
        {
            bound.Add(check, plain, wanted, read);
        }

        return bound;
    }

    /// <summary>Returns null when the number satisfies every part.</summary>
    /// <param name="number">The number.</param>
    /// <param name="unit">Written behind the numbers.</param>
    public Mismatch? Check(decimal number, string unit = "") =>
        _parts.FirstOrDefault(p => !p.Holds(number.CompareTo(p.Value))) is { Sign: not null } broken
            ? new($"{broken.Sign} {Text(broken.Value)}{unit}", Text(number) + unit)
            : null;

    /// <summary>Returns whether a larger number could still break the bound: it has an upper end.</summary>
    public bool HasUpperEnd => _parts.Any(static p => p.Sign is "<" or "≤" or "=");

    public static decimal? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private void Add(string check, string word, JsonElement value, Func<JsonElement, decimal?> read)
    {
        if (!Signs.TryGetValue(word, out var sign))
        {
            throw new ExpectationException($"'{word}' is not a comparison of '{check}'. Use {string.Join(", ", Signs.Keys)}.");
        }

        _parts.Add((sign.Sign, read(value) ?? throw new ExpectationException($"'{check}' needs a number, or comparisons such as {{ lte: 3 }}. It has {Shown.Of(value)}."), sign.Holds));
    }

    private static string Text(decimal number) => number.ToString("0.########", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>The members of an enum by every spelling that outputs may use, each with the form that the type's own converter reads.</summary>
internal sealed class EnumTable
{
    private readonly Dictionary<string, Canonical> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Canonical> _folded;
    private readonly Dictionary<string, Canonical> _byNumber = new(StringComparer.Ordinal);
    private readonly bool _isFlags;

    public EnumTable(JsonTypeInfo info)
    {
        _isFlags = info.Type.IsDefined(typeof(FlagsAttribute), inherit: false);
        var spellings = new List<(string, Canonical)>();
        foreach (var name in Enum.GetNames(info.Type))
        {
            var value = Enum.Parse(info.Type, name);
            var number = Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            if (!_byNumber.TryGetValue(number, out var canonical))
            {
                _byNumber[number] = canonical = new(JsonSerializer.SerializeToElement(value, info));
            }

            spellings.Add((name, canonical));
            if (canonical.Wire is { ValueKind: JsonValueKind.String } wire)
            {
                _exact[wire.GetString()!] = canonical;
                spellings.Add((wire.GetString()!, canonical));
            }
        }

        _folded = FoldedName.Index(spellings);
    }

    /// <summary>The names the type's converter writes, in the order of declaration.</summary>
    public IEnumerable<string> Names => _exact.Keys;

    /// <summary>Returns the form that the converter reads; null when the value names no member.</summary>
    public JsonElement? Find(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when Find(value.GetString()!) is { } found => found.Wire,
        JsonValueKind.String when _isFlags => Flags(value.GetString()!),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => _byNumber.GetValueOrDefault(decimal.Truncate(number) == number ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture) : "")?.Wire,
        _ => null,
    };

    /// <summary>Returns the name the converter writes; null when the text names no member.</summary>
    public string? FindName(string name) => Find(name) is { Wire.ValueKind: JsonValueKind.String } found ? found.Wire.GetString() : null;

    private Canonical? Find(string name) => _exact.GetValueOrDefault(name) ?? _folded.GetValueOrDefault(FoldedName.Of(name));

    private JsonElement? Flags(string text)
    {
        var names = text.Split([',', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(FindName).ToList();
        return names.Count > 0 && !names.Contains(null) ? JsonSerializer.SerializeToElement(string.Join(", ", names), TypedJson.Default.GetTypeInfo(typeof(string))) : null;
    }

    private sealed record Canonical(JsonElement Wire);
}

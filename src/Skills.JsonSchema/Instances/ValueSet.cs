using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Instances;

/// <summary>The values of an <c>enum</c> or <c>const</c>, sorted by kind for look-up.</summary>
internal sealed class ValueSet
{
    private const int FewNumbers = 8;

    private readonly JsonTypes _literals;
    private readonly bool _true;
    private readonly bool _false;
    private readonly NameMap? _strings;
    private readonly byte[][] _numbers;
    private readonly NameMap? _canonicalNumbers;
    private readonly (byte[] Text, Tape Tape, ulong Hash)[] _containers;

    public ValueSet(IReadOnlyList<JsonElement> values)
    {
        var strings = new List<byte[]>();
        var numbers = new List<byte[]>();
        var containers = new List<(byte[], Tape, ulong)>();
        Elements = values;
        foreach (var value in values)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value);
            switch (value.ValueKind)
            {
                case JsonValueKind.String:
                    strings.Add(Utf8Text.ToBytes(raw[1..^1]));
                    break;
                case JsonValueKind.Number:
                    numbers.Add(raw.ToArray());
                    break;
                case JsonValueKind.Object or JsonValueKind.Array:
                    containers.Add(Container(raw.ToArray()));
                    break;
                case JsonValueKind.Null:
                    _literals |= JsonTypes.Null;
                    break;
                default:
                    _literals |= JsonTypes.Boolean;
                    _true |= value.ValueKind == JsonValueKind.True;
                    _false |= value.ValueKind == JsonValueKind.False;
                    break;
            }
        }

        _numbers = [.. numbers];
        _canonicalNumbers = numbers.Count > FewNumbers ? Canonical(numbers) : null;
        _containers = [.. containers.OrderBy(static container => container.Item3)];
        _strings = strings.Count == 0 ? null : new NameMap(Distinct(strings));
        Types = _literals
            | (strings.Count > 0 ? JsonTypes.String : 0)
            | (numbers.Count > 0 ? JsonTypes.Number : 0)
            | (containers.Count > 0 ? JsonTypes.Object | JsonTypes.Array : 0);
    }

    /// <summary>The values as the schema lists them.</summary>
    public IReadOnlyList<JsonElement> Elements { get; }

    /// <summary>The types a member can have; numbers in either form.</summary>
    public JsonTypes Types { get; }

    public bool HasString(ReadOnlySpan<byte> raw) => _strings is not null && _strings.FindRaw(raw) >= 0;

    public bool HasLiteral(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True => _true,
        JsonValueKind.False => _false,
        _ => (_literals & JsonTypes.Null) != 0,
    };

    public bool HasNumber(ReadOnlySpan<byte> raw)
    {
        if (_canonicalNumbers is not null)
        {
            return raw.Length <= 256
                ? HasCanonical(raw, stackalloc byte[raw.Length + 24])
                : HasCanonical(raw, new byte[raw.Length + 24]);
        }

        foreach (var number in _numbers)
        {
            if (NumberText.Equal(raw, number))
            {
                return true;
            }
        }

        return false;
    }

    public bool HasContainer(ReadOnlySpan<byte> raw, Tape scratch)
    {
        if (_containers.Length == 0)
        {
            return false;
        }

        scratch.ReadParsed(raw);
        var instance = new TapeInstance(raw, scratch.Rows);
        var hash = DeepValue.Hash(instance, 0);
        for (var i = FirstAt(hash); i < _containers.Length && _containers[i].Hash == hash; i++)
        {
            var (text, tape, _) = _containers[i];
            if (DeepValue.Equal(instance, 0, new(text, tape.Rows), 0))
            {
                return true;
            }
        }

        return false;
    }

    private int FirstAt(ulong hash)
    {
        var (low, high) = (0, _containers.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _containers[middle].Hash < hash ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private bool HasCanonical(ReadOnlySpan<byte> raw, Span<byte> buffer) =>
        _canonicalNumbers!.Find(buffer[..Write(raw, buffer)]) >= 0;

    private static NameMap Canonical(List<byte[]> numbers)
    {
        var texts = new List<byte[]>(numbers.Count);
        foreach (var number in numbers)
        {
            var buffer = new byte[number.Length + 24];
            texts.Add(buffer[..Write(number, buffer)]);
        }

        return new NameMap(Distinct(texts));
    }

    /// <summary>Writes sign, digits and scale, the same for every spelling of a number.</summary>
    private static int Write(ReadOnlySpan<byte> raw, Span<byte> buffer)
    {
        var number = new NumberText(raw);
        var length = 0;
        buffer[length++] = number.Negative ? (byte)'-' : (byte)'+';
        for (var i = 0; i < number.Digits; i++)
        {
            buffer[length++] = (byte)('0' + number[i]);
        }

        buffer[length++] = (byte)'e';
        number.Scale.TryFormat(buffer[length..], out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        return length + written;
    }

    private static (byte[] Text, Tape Tape, ulong Hash) Container(byte[] text)
    {
        var tape = new Tape();
        tape.ReadParsed(text);
        return (text, tape, DeepValue.Hash(new TapeInstance(text, tape.Rows), 0));
    }

    private static byte[][] Distinct(List<byte[]> texts)
    {
        if (texts.Count == 1)
        {
            return [texts[0]];
        }

        var seen = new HashSet<byte[]>(BytesComparer.Instance);
        return [.. texts.Where(seen.Add)];
    }
}

using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Values on their way between .NET and a template.</summary>
internal static class HostValues
{
    internal static Value FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Of(JsonText.Of(element)),
        JsonValueKind.Number => FromNumber(element),
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Object => Value.Of(new DictValue(element)),
        JsonValueKind.Array => Value.Of(new ListValue(element)),
        JsonValueKind.Undefined => Value.Missing,
        _ => Value.None,
    };

    internal static Value From(object? value, HostTypes types)
    {
        switch (value)
        {
            case null:
                return Value.None;
            case string text:
                return Value.Of(text);
            case bool flag:
                return Value.Of(flag);
            case int number:
                return Value.Of((long)number);
            case long number:
                return Value.Of(number);
            case double number:
                return Value.Of(number);
            case JsonElement element:
                return FromJson(element);
            case JsonNode node:
                return FromNode(node, types);
            case HeapValue heap:
                return Value.Of(heap);
            case JinjaMarkup markup:
                return Value.Markup(markup.Text);
            case JinjaFunction function:
                return Value.Of(new HostFunctionValue(function));
            case JinjaAsyncFunction function:
                return Value.Of(new HostFunctionValue(function));
            case IJinjaObject obj:
                return Value.Of(new HostObjectValue(obj, types));
            default:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return FromRare(value) is { IsMissing: false } scalar ? scalar : FromContainer(value, types);
        }
    }

    // On its own, because the method above calls itself for every level of a value: its frame must stay small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value FromRare(object value)
    {
        switch (value)
        {
            case byte or sbyte or short or ushort or uint:
                return Value.Of(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case ulong number:
                return Value.Of(new BigInteger(number));
            case BigInteger number:
                return Value.Of(number);
            // Of the shortest decimal: 0.1f is 0.1 in a template and not 0.10000000149011612.
            case float number:
                return Value.Of(double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            case decimal number:
                return Value.Of(new DecimalValue(number));
            case char c:
                return Value.Of(c.ToString());
            case DateTimeOffset or DateTime or DateOnly or TimeOnly:
                return Value.Of(new DateValue(value));
            case TimeSpan span:
                return Value.Of(new DurationValue(span));
            case Half number:
                return Value.Of(double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            case Int128 number:
                return Value.Of((BigInteger)number);
            case UInt128 number:
                return Value.Of((BigInteger)number);
            case ReadOnlyMemory<char> text:
                return Value.Of(text.ToString());
            case Memory<char> or StringBuilder:
                return Value.Of(value.ToString()!);
            case Enum member:
                return Value.Of(EnumText(member));
            case Guid or Uri:
                return Value.Of(value.ToString()!);
            default:
                return default;
        }
    }

    // A member without a name is a number, whose sign depends on the culture.
    private static string EnumText(Enum member)
    {
        var text = member.ToString();
        return char.IsLetter(text[0]) || text[0] == '_' ? text : Convert.ToDecimal(member, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What a host gets for a value: null, string, bool, long, BigInteger, double, a list, a dictionary, or the host's own object.</summary>
    internal static object? ToHost(RenderState state, Value value) => ToHost(state, value, 0);

    private static object? ToHost(RenderState state, Value value, int depth)
    {
        if (depth > state.Limits.MaxValueDepth)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {state.Limits.MaxValueDepth}.");
        }

        state.Step();
        switch (value.Kind)
        {
            case ValueKind.Missing or ValueKind.None or ValueKind.Undefined:
                return null;
            case ValueKind.Bool:
                return value.Bool;
            case ValueKind.Int:
                return value.Int;
            case ValueKind.Float:
                return value.Double;
            case ValueKind.BigInt:
                return value.Big;
            case ValueKind.String:
                return value.IsMarkup ? new JinjaMarkup(value.String) : value.String;
            case ValueKind.Dict:
                var map = new Dictionary<string, object?>();
                foreach (var entry in ((DictValue)value.Heap).Entries)
                {
                    map[state.Text(entry.Key)] = ToHost(state, entry.Value, depth + 1);
                }

                return map;
            case ValueKind.Host:
                return ((HostObjectValue)value.Heap).Host;
            case ValueKind.Decimal:
                return ((DecimalValue)value.Heap).Number;
            case ValueKind.Duration:
                return ((DurationValue)value.Heap).Span;
            case ValueKind.Date:
                return ((DateValue)value.Heap).Host;
            default:
                return value.Heap.Iterate(state) is { } items ? ToList(state, items, depth) : state.Text(value);
        }
    }

    private static List<object?> ToList(RenderState state, ValueIterator items, int depth)
    {
        var list = new List<object?>();
        while (items.Next(out var item))
        {
            list.Add(ToHost(state, item, depth + 1));
        }

        return list;
    }

    private static Value FromNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var number))
        {
            return Value.Of(number);
        }

        var text = element.GetRawText();
        // Python's json reads a number with a point or an exponent as a float, also 1.0 and 1e3.
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0)
        {
            return Value.Of(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        // https://docs.python.org/3/library/stdtypes.html#int-max-str-digits; a sign is not a digit.
        return text.Length > 4301
            ? throw RuntimeFault.Value("Exceeds the limit (4300 digits) for integer string conversion")
            : Value.Of(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private static Value FromNode(JsonNode node, HostTypes types)
    {
        switch (node)
        {
            case JsonObject obj:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                var dict = new DictValue();
                foreach (var (key, item) in obj)
                {
                    dict.Set(null, Value.Of(key), From(item, types));
                }

                return Value.Of(dict);
            case JsonArray array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return Value.Of(new ListValue([.. array.Select(item => From(item, types))]));
            default:
                using (var document = JsonDocument.Parse(node.ToJsonString()))
                {
                    return FromJson(document.RootElement.Clone());
                }
        }
    }

    private static Value FromContainer(object value, HostTypes types)
    {
        if (types.TryDescribe(value, out var described))
        {
            return Value.Of(new HostObjectValue(described, types));
        }

        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                return FromPairs(map, types);

            // ExpandoObject and others that have no read-only face.
            case IDictionary<string, object?> map:
                return FromPairs(map, types);
            case ITuple tuple:
                return Value.Of(new TupleValue([.. Enumerable.Range(0, tuple.Length).Select(i => From(tuple[i], types))]));
            case DictionaryEntry entry:
                return Value.Of(new TupleValue(From(entry.Key, types), From(entry.Value, types)));
            case IGrouping<object, object> group:
                return Value.Of(new GroupValue(From(group.Key, types), Value.Of(new ListValue([.. group.Select(item => From(item, types))]))));
            case IDictionary map:
                var dict = new DictValue();
                foreach (DictionaryEntry entry in map)
                {
                    dict.Set(null, From(entry.Key, types), From(entry.Value, types));
                }

                return Value.Of(dict);
            case IEnumerable items:
                var list = new ListValue();
                foreach (var item in items)
                {
                    list.Add(From(item, types));
                }

                return Value.Of(list);
            case var pair when GenericValues.TryReadPair(pair, out var key, out var item):
                return Value.Of(new TupleValue(From(key, types), From(item, types)));
            case var lazy when GenericValues.TryReadLazy(lazy, out var inner):
                return From(inner, types);
            default:
                throw RuntimeFault.Type($"A value of type {value.GetType().Name} cannot be given to a template: allow the type with JinjaOptions.AllowType, or let it be an IJinjaObject.");
        }
    }

    private static Value FromPairs(IEnumerable<KeyValuePair<string, object?>> pairs, HostTypes types)
    {
        var dict = new DictValue();
        foreach (var (key, item) in pairs)
        {
            dict.Set(null, Value.Of(key), From(item, types));
        }

        return Value.Of(dict);
    }
}

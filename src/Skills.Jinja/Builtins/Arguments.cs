using System.Numerics;
using Skills.Jinja.Rendering;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Reading arguments as Python's functions do.</summary>
internal static class Arg
{
    /// <summary>An integer that must fit a size; larger ones are brought to the edge.</summary>
    internal static int Int(Value value) => value.IsInt && value.Int is >= int.MinValue and <= int.MaxValue
        ? (int)value.Int
        : value.IsIntegral
        ? (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, value.Big))
        : throw RuntimeFault.Type($"'{Types.Name(value)}' object cannot be interpreted as an integer");

    /// <summary>Jinja's <c>soft_str</c>: strings as they are, other values as their text.</summary>
    internal static Value Soft(RenderState state, Value value) => value.IsString ? value : Value.Of(state.Text(value));

    /// <summary>A string argument; anything else is a TypeError.</summary>
    internal static string Text(Value value, string what) => value.Ref switch
    {
        string text => text,
        _ => throw RuntimeFault.Type($"{what} must be str, not {Types.Name(value)}"),
    };

    internal static bool Flag(Value value) => Types.Truthy(value);
}

/// <summary>Attribute arguments of filters: <c>"a.b.0"</c>, or an index.</summary>
internal readonly struct AttributePath
{
    private readonly Value[] _parts;

    internal AttributePath(Value attribute) => _parts = attribute.Kind switch
    {
        ValueKind.None => [],
        ValueKind.String => Split(attribute.String),
        _ => [attribute],
    };

    internal Value Get(RenderState state, Value item, Value fallback = default)
    {
        foreach (var part in _parts)
        {
            item = Access.Item(state, item, part);
            if (!fallback.IsMissing && !fallback.IsNone && item.IsUndefined)
            {
                item = fallback;
            }
        }

        return item;
    }

    private static Value[] Split(string path)
    {
        var parts = path.Split('.');
        var values = new Value[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            values[i] = parts[i].Length > 0 && parts[i].All(char.IsDigit) && long.TryParse(parts[i], out var index) ? Value.Of(index) : Value.Of(parts[i]);
        }

        return values;
    }
}

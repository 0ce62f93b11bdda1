using System.Numerics;
using Skills.Jinja.Text;
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

    /// <summary>A flag for a function written in C, which takes integers only.</summary>
    internal static bool IntegerFlag(Value value) => value.IsIntegral
        ? value.Big >= int.MinValue && value.Big <= int.MaxValue ? Types.Truthy(value) : throw RuntimeFault.Value("Python int too large to convert to C int")
        : throw RuntimeFault.Type($"'{Types.Name(value)}' object cannot be interpreted as an integer");

    internal static bool Flag(Value value) => Types.Truthy(value);
}

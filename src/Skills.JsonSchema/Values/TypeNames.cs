using System.Text.Json;

namespace Skills.JsonSchema.Values;

/// <summary>The names of the types (2020-12 core, section 4.2.1; validation, section 6.1.1).</summary>
internal static class TypeNames
{
    private static readonly (string Name, JsonTypes Type)[] All =
    [
        ("null", JsonTypes.Null), ("boolean", JsonTypes.Boolean), ("object", JsonTypes.Object), ("array", JsonTypes.Array),
        ("number", JsonTypes.Number), ("string", JsonTypes.String), ("integer", JsonTypes.Integer),
    ];

    public static JsonTypes? Find(string? name)
    {
        foreach (var (known, type) in All)
        {
            if (known == name)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The names of a set; a number is not listed again as an integer.</summary>
    public static IEnumerable<string> Of(JsonTypes types)
    {
        foreach (var (name, type) in All)
        {
            if ((types & type) == type && !(type == JsonTypes.Integer && (types & JsonTypes.Fraction) != 0))
            {
                yield return name;
            }
        }
    }

    public static string Of(JsonElement value, bool lexicalIntegers) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => Integers.Is(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), lexicalIntegers) ? "an integer" : "a number with a fraction",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Skills.Json.Types;

/// <summary>Writes data annotations as keywords of JSON Schema.</summary>
internal static class AnnotationKeywords
{
    public static void Add(JsonObject schema, IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(schema, attribute);
        }
    }

    private static void Add(JsonObject schema, Attribute attribute)
    {
        switch (attribute)
        {
            case RangeAttribute range:
                AddBound(schema, range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum", range.Minimum);
                AddBound(schema, range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum", range.Maximum);
                break;
            case StringLengthAttribute length:
                AddLengths(schema, length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                AddLengths(schema, length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute length:
                AddLengths(schema, length.Length, null);
                break;
            case MaxLengthAttribute length:
                AddLengths(schema, 0, length.Length < 0 ? null : length.Length);
                break;
            case RegularExpressionAttribute expression:
                // The attribute wants a match of the whole text, the keyword of any part.
                schema["pattern"] = $"^(?:{expression.Pattern})$";
                break;
            case EmailAddressAttribute:
                schema["format"] = "email";
                break;
            case UrlAttribute:
                schema["format"] = "uri";
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when Allows(schema, "string"):
                schema["minLength"] ??= 1;
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(Value)]);
                break;
            case DisplayAttribute display when display.GetDescription() is { } text:
                schema["description"] ??= text;
                break;
            default:
                break;
        }
    }

    private static void AddBound(JsonObject schema, string keyword, object bound)
    {
        // The default bounds of double and the bounds of dates are not numbers of JSON Schema.
        if (bound is IConvertible number && bound is not string && Convert.ToDouble(number, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) && Math.Abs(value) < double.MaxValue)
        {
            schema[keyword] = Value(bound);
        }
        else if (bound is string text && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed))
        {
            schema[keyword] = parsed;
        }
    }

    private static void AddLengths(JsonObject schema, int least, int? most)
    {
        var (min, max) = Allows(schema, "array") ? ("minItems", "maxItems") : Allows(schema, "object") ? ("minProperties", "maxProperties") : ("minLength", "maxLength");
        if (least > 0)
        {
            schema[min] = least;
        }

        if (most is { } limit)
        {
            schema[max] = limit;
        }
    }

    private static bool Allows(JsonObject schema, string type) => schema["type"] switch
    {
        JsonValue single => single.GetValue<string>() == type,
        JsonArray several => several.Any(t => t?.GetValue<string>() == type),
        _ => false,
    };

    private static JsonValue? Value(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        IConvertible number when value is not (string or char or Enum) => JsonValue.Create(Convert.ToDecimal(number, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}

using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Tool calls in the words that vendors share.</summary>
internal static class ToolText
{
    private const string MadeUp = "made-";

    /// <summary>An id for a call that came without one. It is never sent where the vendor matches results by order.</summary>
    public static string IdFor(int index) => MadeUp + (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether an id was made by <see cref="IdFor"/>.</summary>
    public static bool IsMadeUp(string id) => id.StartsWith(MadeUp, StringComparison.Ordinal);

    /// <summary>The id in the letters that every vendor takes. Ids of another vendor, from before a fallback, may have others.</summary>
    public static string PlainId(string id) => id.All(IsPlain) ? id : string.Create(id.Length, id, static (span, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            span[i] = IsPlain(text[i]) ? text[i] : '_';
        }
    });

    /// <summary>The arguments as an object. Those of an erring model that are none are kept as text in one, since vendors refuse anything else.</summary>
    public static void WriteArguments(Utf8JsonWriter json, string arguments)
    {
        if (Parse(arguments) is { ValueKind: JsonValueKind.Object } parsed)
        {
            parsed.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(arguments))
        {
            json.WriteString("unreadable"u8, arguments);
        }

        json.WriteEndObject();
    }

    /// <summary>The arguments as the text of an object, unchanged where they are one.</summary>
    public static string ArgumentsOf(string arguments)
    {
        if (Parse(arguments) is { ValueKind: JsonValueKind.Object })
        {
            return arguments;
        }

        return string.IsNullOrWhiteSpace(arguments) ? "{}" : JsonSerializer.Serialize(new Dictionary<string, string> { ["unreadable"] = arguments }, ToolTextContext.Default.DictionaryStringString);
    }

    /// <summary>The result for vendors that have no mark for an error.</summary>
    public static string ResultOf(ModelToolResult result) => result.IsError ? "Error: " + result.Text : result.Text;

    /// <summary>The JSON value of a text; null when it is none.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 128 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the name, the description if there is one, and the schema under the vendor's own name.</summary>
    public static void WriteDefinition(Utf8JsonWriter json, ModelTool tool, string schema)
    {
        json.WriteString("name"u8, tool.Name);
        if (tool.Description.Length > 0)
        {
            json.WriteString("description"u8, tool.Description);
        }

        json.WritePropertyName(schema);
        tool.Parameters.WriteTo(json);
    }

    /// <summary>Writes the entries of the caller's own definitions, which are in the vendor's form already.</summary>
    public static void WriteOwn(Utf8JsonWriter json, JsonElement? tools)
    {
        foreach (var tool in tools.Items())
        {
            tool.WriteTo(json);
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}

/// <summary>Metadata for arguments that are no object.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ToolTextContext : System.Text.Json.Serialization.JsonSerializerContext;

using System.Globalization;
using System.Text.Json;
using ModelContextProtocol;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>Checks a message for what the protocol's SDK takes silently or answers as an internal error.</summary>
internal static class McpMessage
{
    private const int MaxDepth = 1000;

    /// <summary>Returns the answer to a message that cannot be taken; null for one that the SDK reads.</summary>
    public static Reply? Refuse(byte[] body)
    {
        try
        {
            if (!JsonUnicode.IsValid(body, MaxDepth))
            {
                return Error(default, McpErrorCode.ParseError, "The message is not valid Unicode text. Send JSON as UTF-8, and escape whole characters.");
            }

            var message = JsonElement.Parse(body, new() { MaxDepth = MaxDepth });
            return message.ValueKind == JsonValueKind.Object && Problem(message, body) is { } problem ? Error(message, McpErrorCode.InvalidParams, problem) : null;
        }
        catch (JsonException)
        {
            // The SDK says so.
            return null;
        }
    }

    /// <summary>Returns the answer to a message whose parameters do not have the form that its method requires.</summary>
    public static Reply Unreadable(byte[] body) =>
        Error(JsonElement.Parse(body, new() { MaxDepth = MaxDepth }), McpErrorCode.InvalidParams, "'params' does not have the form that the method requires. See the specification of the Model Context Protocol.");

    private static string? Problem(JsonElement message, byte[] body)
    {
        if (DuplicateName.Find(body, MaxDepth) is { } place)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The name at line {place.Line}, byte {place.Byte} appears twice in its object. Send each name once.");
        }

        if (!message.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String || !method.ValueEquals("tools/call"))
        {
            return null;
        }

        return !message.TryGetProperty("params", out var parameters) || parameters.ValueKind != JsonValueKind.Object ? "'params' must be an object with 'name' and 'arguments'."
            : !parameters.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String ? "'params.name' must be a string: the name of a tool."
            : parameters.TryGetProperty("arguments", out var arguments) && arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) ? "'params.arguments' must be an object."
            : null;
    }

    private static Reply Error(JsonElement message, McpErrorCode code, string problem) => Reply.Of(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WritePropertyName("id");
        if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            id.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteStartObject("error");
        writer.WriteNumber("code", (int)code);
        writer.WriteString("message", problem);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}

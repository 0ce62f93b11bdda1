using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Reads errors in OpenAI's form and its dialects: nested under <c>error</c>, flat with <c>object: error</c>, or a bare text.</summary>
internal static class ChatErrors
{
    public static WireError? Read(JsonElement body)
    {
        if (body.Get("error") is { } nested)
        {
            return nested.ValueKind == JsonValueKind.String ? OfText(nested.AsText()) : ReadObject(nested);
        }

        return body.Text("object") == "error" ? ReadObject(body) : BrokenOff(body.Get("choices").First());
    }

    /// <summary>The error of an answer that broke off at the provider, as gateways and watsonx tell it; null when it did not.</summary>
    public static WireError? BrokenOff(JsonElement? choice) => choice.Text("finish_reason") is not ("error" or "cancelled")
        ? null
        : choice.Get("error") is { } error && ReadObject(error) is { Kind: not null } known
            ? known
            : new() { Kind = choice.Text("finish_reason") == "error" ? ModelErrorKind.ServerError : ModelErrorKind.Truncated, Code = choice.Text("finish_reason") };

    private static WireError OfText(string message) => new() { Message = message, Kind = CodeTable.KindOfSentence(message) };

    /// <summary>Reads the error object itself.</summary>
    public static WireError ReadObject(JsonElement error)
    {
        var code = error.Code("code");
        var type = error.Text("type");
        var message = error.Text("message");
        var kind = CodeTable.KindOf(code) ?? CodeTable.KindOf(error.Get("innererror").Text("code")) ?? CodeTable.KindOf(type);
        return new()
        {
            // "Invalid request" says nothing yet; servers without finer codes say the rest in their sentence.
            Kind = kind is null or ModelErrorKind.InvalidRequest ? CodeTable.KindOfSentence(message) ?? kind : kind,
            Code = code ?? type,
            Param = error.Text("param"),
            Message = message,
        };
    }
}

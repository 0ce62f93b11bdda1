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

        if (body.Get("detail") is { } detail)
        {
            return OfDetail(detail);
        }

        if (body.Text("object") != "error")
        {
            return BrokenOff(body.Get("choices").First());
        }

        return body.Get("message").Get("detail") is { } inner ? OfDetail(inner) : ReadObject(body);
    }

    /// <summary>The error of an answer that broke off at the provider, as gateways, watsonx, DeepSeek and Z.ai tell it; null when it did not.</summary>
    public static WireError? BrokenOff(JsonElement? choice)
    {
        if (choice.Get("error") is { ValueKind: JsonValueKind.Object } error)
        {
            return ReadObject(error) is { Kind: not null } known ? known : new() { Kind = ModelErrorKind.ServerError, Code = choice.Text("finish_reason") };
        }

        return choice.Get("finish_reason") is not { ValueKind: JsonValueKind.String } reason ? null
            : reason.ValueEquals("error"u8) ? new() { Kind = ModelErrorKind.ServerError, Code = "error" }
            : reason.ValueEquals("network_error"u8) ? new() { Kind = ModelErrorKind.ServerError, Code = "network_error" }
            : reason.ValueEquals("insufficient_system_resource"u8) ? new() { Kind = ModelErrorKind.Overloaded, Code = "insufficient_system_resource" }
            : reason.ValueEquals("cancelled"u8) ? new() { Kind = ModelErrorKind.Truncated, Code = "cancelled" }
            : null;
    }

    /// <summary>Reads the error object itself.</summary>
    public static WireError ReadObject(JsonElement error)
    {
        var code = error.Code("code");
        var type = error.Text("type");
        var message = error.Text("message");
        var kind = CodeTable.KindOf(code) ?? CodeTable.KindOf(error.Get("innererror").Text("code")) ?? CodeTable.KindOf(type) ?? StatusTable.KindOfCode(code) ?? StatusTable.KindOfCode(error.Code("status"));
        return new()
        {
            Kind = CodeTable.Refined(kind, message),
            Code = code ?? type,
            Param = error.Text("param") ?? ParameterSentences.NameIn(message),
            Message = message,
        };
    }

    private static WireError OfText(string message) => new() { Message = message, Kind = CodeTable.KindOfSentence(message), Param = ParameterSentences.NameIn(message) };

    // FastAPI's form: a sentence, or a list of faults with the place of each.
    private static WireError OfDetail(JsonElement detail)
    {
        if (detail.AsTextOrNull() is { } sentence)
        {
            return OfText(sentence);
        }

        var fault = ((JsonElement?)detail).First() ?? detail;
        var place = fault.Get("loc").Items().Select(static p => p.AsTextOrNull()).Where(static p => p is not (null or "body")).ToList();
        return new()
        {
            Kind = CodeTable.KindOfSentence(fault.Text("msg")),
            Code = fault.Text("type"),
            Message = fault.Text("msg"),
            Param = place is [{ } only] ? only : null,
        };
    }
}

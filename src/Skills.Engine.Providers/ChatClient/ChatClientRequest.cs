using System.Text.Json;
using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>A request in the terms of Microsoft.Extensions.AI.</summary>
internal static class ChatClientRequest
{
    public static List<ChatMessage> Messages(WireRequest call) => [.. call.Messages.Select(m => Message(m, call))];

    public static ChatOptions Options(WireRequest call)
    {
        var wanted = call.Options;
        var options = new ChatOptions
        {
            ModelId = call.Model.WireId != call.Model.Id ? call.Model.WireId : null,
            MaxOutputTokens = call.MaxOutputTokens,
            StopSequences = wanted.StopSequences.Count > 0 ? [.. wanted.StopSequences] : null,
            ResponseFormat = FormatOf(call),
            Tools = ToolsOf(call.Request.Tools),
        };
        if (call.Can(ModelCapabilities.Sampling))
        {
            options.Temperature = (float?)wanted.Temperature;
            options.TopP = (float?)wanted.TopP;
            options.TopK = wanted.TopK;
            options.FrequencyPenalty = (float?)wanted.FrequencyPenalty;
            options.PresencePenalty = (float?)wanted.PresencePenalty;
        }
        else
        {
            Refuse(call, ("temperature", wanted.Temperature), ("top_p", wanted.TopP), ("top_k", wanted.TopK), ("frequency_penalty", wanted.FrequencyPenalty), ("presence_penalty", wanted.PresencePenalty));
        }

        if (call.Can(ModelCapabilities.Seed))
        {
            options.Seed = wanted.Seed;
        }
        else
        {
            Refuse(call, ("seed", wanted.Seed));
        }

        if (call.Request.ProviderOptions is { ValueKind: JsonValueKind.Object } own)
        {
            call.Report.Note($"The provider options of '{call.Model.Id}' were handed to its IChatClient as AdditionalProperties; many clients do not send those.");
            options.AdditionalProperties = new(own.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, (object?)p.Value.Clone())));
        }

        return options;
    }

    private static ChatMessage Message(ModelMessage message, WireRequest call)
    {
        var role = message.Role switch
        {
            MessageRole.System => ChatRole.System,
            MessageRole.Assistant => ChatRole.Assistant,
            _ => ChatRole.User,
        };
        if (message.Media.Count == 0)
        {
            return new(role, message.Text);
        }

        var contents = new List<AIContent>();
        if (message.Text.Length > 0)
        {
            contents.Add(new TextContent(message.Text));
        }

        foreach (var media in message.Media)
        {
            var source = MediaSource.Of(media, call);
            contents.Add(source.Data is null ? new UriContent(media.Url, source.MediaType) : new DataContent(media.Url, source.MediaType));
        }

        return new(role, contents);
    }

    private static ChatResponseFormatJson? FormatOf(WireRequest call) => call switch
    {
        { Mode: SchemaMode.Native, Schema: { } native } => ChatResponseFormat.ForJsonSchema(native.Schema, call.OutputName),
        { Mode: SchemaMode.Prompt } when call.Can(ModelCapabilities.JsonMode) => ChatResponseFormat.Json,
        _ => null,
    };

    // Definitions come in the forms of several vendors; each has a name, a sentence and a schema somewhere.
    private static List<AITool>? ToolsOf(JsonElement? tools)
    {
        if (tools is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var declarations = new List<AITool>();
        foreach (var tool in list.EnumerateArray())
        {
            var function = tool.Get("function") ?? tool;
            if (function.Text("name") is { } name)
            {
                var schema = function.Get("parameters") ?? function.Get("input_schema") ?? function.Get("parametersJsonSchema") ?? JsonElement.Parse("""{"type":"object"}""");
                declarations.Add(AIFunctionFactory.CreateDeclaration(name, function.Text("description") ?? "", schema));
            }
        }

        return declarations;
    }

    private static void Refuse(WireRequest call, params ReadOnlySpan<(string Name, double? Value)> options)
    {
        foreach (var (name, value) in options)
        {
            if (value is not null)
            {
                call.Report.Unsupported(call.Request, name, "the model is said not to take it.");
            }
        }
    }
}

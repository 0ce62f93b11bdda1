using System.Text.Json;
using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>A request in the terms of Microsoft.Extensions.AI.</summary>
internal static class ChatClientRequest
{
    public static List<ChatMessage> Messages(WireRequest call) => [.. call.Messages.Select(m => Message(m, call))];

    public static ChatOptions Options(WireRequest call, Func<JsonElement, object?>? rawOptions)
    {
        var wanted = call.Options;
        var options = new ChatOptions
        {
            ModelId = call.Model.WireId != call.Model.Id ? call.Model.WireId : null,
            MaxOutputTokens = call.MaxOutputTokens,
            StopSequences = wanted.StopSequences.Count > 0 ? [.. wanted.StopSequences] : null,
            ResponseFormat = FormatOf(call),
            Tools = ToolsOf(call.Request),
            Reasoning = call.Reasoning() is { } reasoning ? ReasoningOf(reasoning) : null,
            ToolMode = call.Request is { ToolChoice: ModelToolChoice.None, OfferedTools.Count: > 0 } ? ChatToolMode.None : null,
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

        Refuse(call, ("logprobs", wanted.LogProbabilities));
        if (call.Request.ProviderOptions is { ValueKind: JsonValueKind.Object } own)
        {
            AddOwn(options, own.Clone(), call, rawOptions);
        }

        return options;
    }

    private static void AddOwn(ChatOptions options, JsonElement own, WireRequest call, Func<JsonElement, object?>? rawOptions)
    {
        if (rawOptions is null)
        {
            call.Report.Note($"The provider options of '{call.Model.Id}' were handed to its IChatClient as AdditionalProperties; many clients do not send those. Pass rawOptions to AddChatClient to send them.");
            options.AdditionalProperties = new(own.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, (object?)p.Value)));
            return;
        }

        options.RawRepresentationFactory = _ => RawOf(own, call, rawOptions);
    }

    // The client asks for the object in the middle of its call. What goes wrong here is the request's fault, not the client's.
    private static object? RawOf(JsonElement own, WireRequest call, Func<JsonElement, object?> rawOptions)
    {
        try
        {
            return rawOptions(own);
        }
        catch (Exception e)
        {
            throw new ModelException(ModelErrorKind.InvalidRequest, $"The provider options of '{call.Model.Id}' are not options of its IChatClient: rawOptions failed with {e.GetType().Name}.", e)
            {
                Provider = call.Model.Provider,
                Model = call.Model.Id,
            };
        }
    }

    private static ReasoningOptions ReasoningOf(ModelReasoning wanted) => new()
    {
        Effort = wanted.NearestEffort switch
        {
            ModelReasoningEffort.Low => Microsoft.Extensions.AI.ReasoningEffort.Low,
            ModelReasoningEffort.High => Microsoft.Extensions.AI.ReasoningEffort.High,
            _ => Microsoft.Extensions.AI.ReasoningEffort.Medium,
        },
        Output = wanted.IncludeText ? ReasoningOutput.Full : ReasoningOutput.None,
    };

    private static ChatMessage Message(ModelMessage message, WireRequest call)
    {
        var role = message.Role switch
        {
            MessageRole.System => ChatRole.System,
            MessageRole.Assistant => ChatRole.Assistant,
            MessageRole.Tool => ChatRole.Tool,
            _ => ChatRole.User,
        };
        if (call.TurnOf(message) is { } turn)
        {
            return new(role, ChatClientTurn.Read(turn));
        }

        if (message is { Media.Count: 0, ToolCalls.Count: 0, ToolResults.Count: 0 })
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
            contents.Add(source switch
            {
                { FileId: { } id } => new HostedFileContent(id) { MediaType = source.MediaType, Name = media.Name },
                { Data: null } => new UriContent(media.Url, source.MediaType),
                _ => new DataContent(media.Url, source.MediaType) { Name = media.Name },
            });
        }

        contents.AddRange(message.ToolCalls.Select(static c => new FunctionCallContent(c.Id, c.Name, ChatClientTurn.ArgumentsOf(c.Arguments))));
        contents.AddRange(message.ToolResults.Select(static r => new FunctionResultContent(r.CallId, ToolText.ResultOf(r))));

        return new(role, contents);
    }

    private static ChatResponseFormatJson? FormatOf(WireRequest call) => call switch
    {
        { Mode: SchemaMode.Native, Schema: { } native } => ChatResponseFormat.ForJsonSchema(native.Schema, call.OutputName),
        { Mode: SchemaMode.Prompt } when call.Can(ModelCapabilities.JsonMode) => ChatResponseFormat.Json,
        _ => null,
    };

    // Definitions come in the forms of several vendors; each has a name, a sentence and a schema somewhere.
    private static List<AITool>? ToolsOf(ModelRequest request)
    {
        if (request.Tools is not { ValueKind: JsonValueKind.Array } && request.OfferedTools.Count == 0)
        {
            return null;
        }

        var declarations = new List<AITool>();
        foreach (var tool in request.Tools.Items())
        {
            var function = tool.Get("function") ?? tool;
            if (function.Text("name") is { } name)
            {
                var schema = function.Get("parameters") ?? function.Get("input_schema") ?? function.Get("parametersJsonSchema") ?? JsonElement.Parse("""{"type":"object"}""");
                declarations.Add(AIFunctionFactory.CreateDeclaration(name, function.Text("description") ?? "", schema));
            }
        }

        declarations.AddRange(request.OfferedTools.Select(static t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, t.Parameters)));
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

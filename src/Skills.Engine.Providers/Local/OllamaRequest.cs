using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Local;

/// <summary>Writes one request of Ollama's own chat API.</summary>
internal sealed class OllamaRequest(Utf8JsonWriter json, WireRequest call, LocalOptions options)
{
    public void Write()
    {
        json.WriteStartObject();
        json.WriteString("model"u8, call.Model.WireId);
        WriteMessages();
        if (call is { Mode: SchemaMode.Native, Schema: { } native })
        {
            json.WritePropertyName("format"u8);
            native.Schema.WriteTo(json);
        }
        else if (call.Mode == SchemaMode.Prompt && call.Request.OfferedTools.Count == 0)
        {
            json.WriteString("format"u8, "json"u8);
        }

        WriteOptions();
        if (call.Reasoning() is not null)
        {
            json.WriteBoolean("think"u8, true);
        }

        if (call.Options.LogProbabilities is { } alternatives)
        {
            json.WriteBoolean("logprobs"u8, true);
            if (alternatives > 0)
            {
                json.WriteNumber("top_logprobs"u8, alternatives);
            }
        }

        if (call.Request is { Tools.ValueKind: JsonValueKind.Array } or { OfferedTools.Count: > 0, ToolChoice: ModelToolChoice.Auto })
        {
            ChatTools.WriteDefinitions(json, call.Request);
        }

        json.WriteBoolean("stream"u8, call.Stream);
        json.WriteEndObject();
    }

    private void WriteMessages()
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in call.Messages)
        {
            if (message.Role == MessageRole.Tool)
            {
                WriteResults(message);
                continue;
            }

            json.WriteStartObject();
            json.WriteString("role"u8, message.Role switch
            {
                MessageRole.System => "system"u8,
                MessageRole.Assistant => "assistant"u8,
                _ => "user"u8,
            });
            json.WriteString("content"u8, message.Text);
            if (message.Media.Count > 0)
            {
                json.WriteStartArray("images"u8);
                foreach (var media in message.Media)
                {
                    json.WriteStringValue(DataOf(media));
                }

                json.WriteEndArray();
            }

            WriteCalls(message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Unlike chat completions, the arguments are an object.
    private void WriteCalls(ModelMessage message)
    {
        if (message.ToolCalls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var asked in message.ToolCalls)
        {
            json.WriteStartObject();
            WriteId("id", asked.Id);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, asked.Name);
            json.WritePropertyName("arguments"u8);
            ToolText.WriteArguments(json, asked.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteResults(ModelMessage message)
    {
        foreach (var result in message.ToolResults)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_name"u8, result.Name);
            WriteId("tool_call_id", result.CallId);
            json.WriteString("content"u8, ToolText.ResultOf(result));
            json.WriteEndObject();
        }
    }

    private void WriteId(string name, string id)
    {
        if (!ToolText.IsMadeUp(id))
        {
            json.WriteString(name, id);
        }
    }

    private string DataOf(ModelMedia media)
    {
        var source = MediaSource.Of(media, call);
        return source is { IsImage: true, Data: { } data } ? data : throw source.NotTaken(call, "images by bytes");
    }

    private void WriteOptions()
    {
        var wanted = call.Options;
        json.WriteStartObject("options"u8);
        if ((options.ContextSize ?? call.Model.ContextWindow) is { } context)
        {
            json.WriteNumber("num_ctx"u8, context);
        }

        if (call.MaxOutputTokens is { } most)
        {
            json.WriteNumber("num_predict"u8, most);
        }

        Number("temperature", wanted.Temperature, ModelCapabilities.Sampling);
        Number("top_p", wanted.TopP, ModelCapabilities.Sampling);
        Number("top_k", wanted.TopK, ModelCapabilities.Sampling);
        Number("frequency_penalty", wanted.FrequencyPenalty, ModelCapabilities.Sampling);
        Number("presence_penalty", wanted.PresencePenalty, ModelCapabilities.Sampling);
        if (wanted.Seed is { } seed && call.Can(ModelCapabilities.Seed))
        {
            json.WriteNumber("seed"u8, seed);
        }
        else if (wanted.Seed is not null)
        {
            call.Report.Unsupported(call.Request, "seed", "the model does not take it.");
        }

        if (wanted.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in wanted.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Number(string name, double? value, ModelCapabilities needed)
    {
        if (value is not { } number)
        {
            return;
        }

        if (call.Can(needed))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            call.Report.Unsupported(call.Request, name, "the model does not take it.");
        }
    }
}

using System.Text.Json;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Http;

/// <summary>Writes the members of one chat-completions request; the caller opens and closes the object.</summary>
internal sealed class ChatRequest(Utf8JsonWriter json, WireRequest call, ChatCompletions form)
{
    public void Write()
    {
        json.WriteString(form.ModelField, call.Model.WireId);
        WriteMessages();
        if (call.MaxOutputTokens is { } most)
        {
            json.WriteNumber(form.MaxTokensField, most);
        }

        WriteSampling();
        if (call.Reasoning() is { } reasoning)
        {
            json.WriteString("reasoning_effort"u8, WireRequest.WordOf(reasoning.NearestEffort));
        }

        WriteExtras();
        WriteShape();
        if (call.Stream && form.StreamField)
        {
            json.WriteBoolean("stream"u8, true);
            if (form.AskForUsage)
            {
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }
        }
    }

    private void WriteMessages()
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in call.Messages)
        {
            if (message.Role == MessageRole.Tool)
            {
                ChatTools.WriteResults(json, message);
                continue;
            }

            json.WriteStartObject();
            json.WriteString("role"u8, message.Role switch
            {
                MessageRole.System => "system"u8,
                MessageRole.Assistant => "assistant"u8,
                _ => "user"u8,
            });
            json.WritePropertyName("content"u8);
            if (message.ToolCalls.Count > 0 && message.Text.Length == 0)
            {
                json.WriteNullValue();
            }
            else if (message.Media.Count == 0)
            {
                json.WriteStringValue(message.Text);
            }
            else
            {
                ChatMedia.WriteParts(json, message, call, form);
            }

            if (message.ToolCalls.Count > 0)
            {
                ChatTools.WriteCalls(json, message);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteSampling()
    {
        var wanted = call.Options;
        var sampling = call.Can(ModelCapabilities.Sampling);
        const string NoSampling = "the model takes no sampling options.";
        Number("temperature", wanted.Temperature, sampling, NoSampling);
        Number("top_p", wanted.TopP, sampling, NoSampling);
        Number("frequency_penalty", wanted.FrequencyPenalty, sampling, NoSampling);
        Number("presence_penalty", wanted.PresencePenalty, sampling, NoSampling);
        Number("top_k", wanted.TopK, form.TopK && sampling, form.TopK ? NoSampling : "the API takes no top_k.");
        if (wanted.Seed is { } seed)
        {
            if (call.Can(ModelCapabilities.Seed))
            {
                json.WriteNumber(form.SeedField, seed);
            }
            else
            {
                call.Report.Unsupported(call.Request, "seed", "the model takes no seed.");
            }
        }

        WriteStops(wanted.StopSequences, sampling);
    }

    private void WriteStops(IReadOnlyList<string> stops, bool sampling)
    {
        if (stops.Count == 0)
        {
            return;
        }

        if (form.StopNeedsSampling && !sampling)
        {
            call.Report.Unsupported(call.Request, "stop_sequences", "the model takes none.");
            return;
        }

        json.WriteStartArray("stop"u8);
        foreach (var stop in stops)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private void Number(string name, double? value, bool taken, string reason)
    {
        if (value is not { } number)
        {
            return;
        }

        if (taken)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            call.Report.Unsupported(call.Request, name, reason);
        }
    }

    private void WriteExtras()
    {
        if (form.CacheKey && call.Options.PromptCache?.Key is { } key)
        {
            json.WriteString("prompt_cache_key"u8, key);
        }

        if (call.Options.LogProbabilities is not { } alternatives)
        {
            return;
        }

        if (!call.Can(ModelCapabilities.Sampling) || !form.LogProbabilities)
        {
            call.Report.Unsupported(call.Request, "logprobs", "the model gives no probabilities of its tokens.");
            return;
        }

        json.WriteBoolean("logprobs"u8, true);
        if (alternatives > 0)
        {
            json.WriteNumber("top_logprobs"u8, alternatives);
        }
    }

    private void WriteShape()
    {
        switch (call)
        {
            case { Mode: SchemaMode.Native, Schema: { } native }:
                WriteNative(native);
                break;
            case { Mode: SchemaMode.Tool, Schema: { } tool }:
                WriteForcedTool(tool);
                return;
            case { Mode: SchemaMode.Prompt } when WantsJsonMode():
                json.WriteStartObject("response_format"u8);
                json.WriteString("type"u8, "json_object"u8);
                json.WriteEndObject();
                break;
        }

        if (call.Request.Tools is { ValueKind: JsonValueKind.Array } || call.Request.OfferedTools.Count > 0)
        {
            WriteTools();
        }
    }

    private void WriteTools()
    {
        ChatTools.WriteDefinitions(json, call.Request);
        var offered = call.Request.OfferedTools.Count > 0;
        if (offered && call.Request.ToolChoice == ModelToolChoice.None)
        {
            json.WriteString(form.ToolChoiceField, "none"u8);
        }
        else if (offered && form.SaysAutoChoice)
        {
            json.WriteString(form.ToolChoiceField, "auto"u8);
        }
    }

    private void WriteNative(LoweredSchema native)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, call.OutputName);
        json.WriteBoolean("strict"u8, native.Strict);
        json.WritePropertyName("schema"u8);
        native.Schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteForcedTool(LoweredSchema tool)
    {
        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.OutputName);
        json.WriteString("description"u8, "Gives the answer in the form that is wanted."u8);
        json.WritePropertyName("parameters"u8);
        tool.Schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.OutputName);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The mode gives an object, some servers take it with no tools, and providers refuse it when the prompt never says JSON.
    private bool WantsJsonMode() =>
        call.Can(ModelCapabilities.JsonMode)
        && call.Request.OfferedTools.Count == 0
        && call.Request.Output?.Schema?.Text("type") == "object"
        && call.Messages.Any(static m => m.Text.Contains("json", StringComparison.OrdinalIgnoreCase));
}

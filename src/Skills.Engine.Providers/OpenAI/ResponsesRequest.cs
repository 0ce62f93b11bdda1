using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>Writes one request of the Responses API.</summary>
internal sealed class ResponsesRequest(Utf8JsonWriter json, WireRequest call)
{
    public void Write()
    {
        json.WriteStartObject();
        json.WriteString("model"u8, call.Model.WireId);
        WriteInput();
        if (call.MaxOutputTokens is { } most)
        {
            json.WriteNumber("max_output_tokens"u8, most);
        }

        WriteOptions();
        if (call.Reasoning() is { } reasoning)
        {
            json.WriteStartObject("reasoning"u8);
            json.WriteString("effort"u8, WireRequest.WordOf(reasoning.NearestEffort));
            if (reasoning.IncludeText)
            {
                json.WriteString("summary"u8, "auto"u8);
            }

            json.WriteEndObject();
        }

        WriteShape();
        WriteIncludes();
        if (call.Options.PromptCache?.Key is { } key)
        {
            json.WriteString("prompt_cache_key"u8, key);
        }

        // Nothing of a call is kept at the provider: a skill's next call repeats what it needs.
        json.WriteBoolean("store"u8, false);
        if (call.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteEndObject();
    }

    private void WriteInput()
    {
        json.WriteStartArray("input"u8);
        foreach (var message in call.Messages)
        {
            if (call.TurnOf(message) is { } turn)
            {
                ToolText.WriteOwn(json, turn);
                continue;
            }

            if (message.Role == MessageRole.Tool)
            {
                ResponsesTools.WriteResults(json, message);
                continue;
            }

            if (message.ToolCalls.Count > 0 && message.Text.Length == 0)
            {
                ResponsesTools.WriteCalls(json, message);
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
            if (message.Media.Count == 0)
            {
                json.WriteStringValue(message.Text);
            }
            else
            {
                WriteParts(message);
            }

            json.WriteEndObject();
            ResponsesTools.WriteCalls(json, message);
        }

        json.WriteEndArray();
    }

    private void WriteParts(ModelMessage message)
    {
        json.WriteStartArray();
        if (message.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "input_text"u8);
            json.WriteString("text"u8, message.Text);
            json.WriteEndObject();
        }

        foreach (var media in message.Media)
        {
            WriteMedia(media);
        }

        json.WriteEndArray();
    }

    private void WriteMedia(ModelMedia media)
    {
        var source = MediaSource.Of(media, call);
        json.WriteStartObject();
        switch (source)
        {
            case { IsImage: true }:
                json.WriteString("type"u8, "input_image"u8);
                json.WriteString(source.FileId is null ? "image_url"u8 : "file_id"u8, source.FileId ?? media.Url);
                break;
            case { IsPdf: true, Data: not null }:
                json.WriteString("type"u8, "input_file"u8);
                json.WriteString("filename"u8, source.NameOf(media));
                json.WriteString("file_data"u8, media.Url);
                break;
            case { IsPdf: true }:
                json.WriteString("type"u8, "input_file"u8);
                json.WriteString(source.FileId is null ? "file_url"u8 : "file_id"u8, source.FileId ?? media.Url);
                break;
            default:
                throw source.NotTaken(call, "images and PDF documents");
        }

        json.WriteEndObject();
    }

    private void WriteOptions()
    {
        var wanted = call.Options;
        var sampling = call.Can(ModelCapabilities.Sampling);
        Number("temperature", wanted.Temperature, sampling, "the model takes no sampling options.");
        Number("top_p", wanted.TopP, sampling, "the model takes no sampling options.");
        const string NotHere = "the Responses API does not take it.";
        Number("top_k", wanted.TopK, taken: false, NotHere);
        Number("seed", wanted.Seed, taken: false, NotHere);
        Number("frequency_penalty", wanted.FrequencyPenalty, taken: false, NotHere);
        Number("presence_penalty", wanted.PresencePenalty, taken: false, NotHere);
        if (wanted.StopSequences.Count > 0)
        {
            call.Report.Unsupported(call.Request, "stop_sequences", NotHere);
        }
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

    private void WriteIncludes()
    {
        var probabilities = call.Options.LogProbabilities is not null && call.Can(ModelCapabilities.Sampling);
        if (probabilities && call.Options.LogProbabilities > 0)
        {
            json.WriteNumber("top_logprobs"u8, call.Options.LogProbabilities.Value);
        }
        else if (!probabilities && call.Options.LogProbabilities is not null)
        {
            call.Report.Unsupported(call.Request, "logprobs", "the model gives no probabilities of its tokens.");
        }

        // Nothing is kept at the provider, so the reasoning before a call travels with the conversation, encrypted.
        var reasoning = call.Request.OfferedTools.Count > 0 && call.Can(ModelCapabilities.Reasoning) && call.Mode != SchemaMode.Tool;
        if (!probabilities && !reasoning)
        {
            return;
        }

        json.WriteStartArray("include"u8);
        if (reasoning)
        {
            json.WriteStringValue("reasoning.encrypted_content"u8);
        }

        if (probabilities)
        {
            json.WriteStringValue("message.output_text.logprobs"u8);
        }

        json.WriteEndArray();
    }

    private void WriteShape()
    {
        if (call is { Mode: SchemaMode.Native, Schema: { } native })
        {
            json.WriteStartObject("text"u8);
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteString("name"u8, call.OutputName);
            json.WriteBoolean("strict"u8, native.Strict);
            json.WritePropertyName("schema"u8);
            native.Schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (call is { Mode: SchemaMode.Tool, Schema: { } tool })
        {
            json.WriteStartArray("tools"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteString("name"u8, call.OutputName);
            json.WriteBoolean("strict"u8, false);
            json.WritePropertyName("parameters"u8);
            tool.Schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteString("name"u8, call.OutputName);
            json.WriteEndObject();
            return;
        }

        ResponsesTools.WriteDefinitions(json, call.Request);
    }
}

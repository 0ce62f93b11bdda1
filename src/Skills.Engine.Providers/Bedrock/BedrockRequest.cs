using System.Globalization;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Writes one Converse request.</summary>
internal sealed class BedrockRequest(Utf8JsonWriter json, WireRequest call)
{
    private int _documents;

    public void Write()
    {
        var (system, talk) = call.Conversation();

        json.WriteStartObject();
        if (system.Count > 0)
        {
            json.WriteStartArray("system"u8);
            foreach (var message in system)
            {
                WriteText(message);
            }

            json.WriteEndArray();
        }

        WriteTalk(talk);
        WriteConfig();
        WriteShape();
        json.WriteEndObject();
    }

    private void WriteTalk(List<ModelMessage> talk)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in talk)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role == MessageRole.Assistant ? "assistant"u8 : "user"u8);
            if (call.TurnOf(message) is { } turn)
            {
                json.WritePropertyName("content"u8);
                turn.WriteTo(json);
                json.WriteEndObject();
                continue;
            }

            json.WriteStartArray("content"u8);
            BedrockTools.WriteResults(json, message);
            foreach (var media in message.Media)
            {
                WriteMedia(media);
            }

            if (message.ToolCalls.Count > 0 ? !string.IsNullOrWhiteSpace(message.Text) : message.Text.Length > 0 || message is { Media.Count: 0, ToolResults.Count: 0 })
            {
                WriteText(message);
            }

            BedrockTools.WriteCalls(json, message);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteText(ModelMessage message)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, message.Text);
        json.WriteEndObject();
        if (message.CacheBreakpoint)
        {
            WriteCachePoint();
        }
    }

    private void WriteCachePoint()
    {
        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        if (call.Options.PromptCache is { Ttl: PromptCacheTtl.OneHour })
        {
            json.WriteString("ttl"u8, "1h"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteMedia(ModelMedia media)
    {
        var source = MediaSource.Of(media, call);
        if ((source.Data ?? source.FileId) is null || !(source.IsImage || source.IsPdf))
        {
            throw source.NotTaken(call, "images and PDF documents by bytes, or by an s3:// address as the file id");
        }

        json.WriteStartObject();
        json.WriteStartObject(source.IsPdf ? "document"u8 : "image"u8);
        json.WriteString("format"u8, source.Format);
        if (source.IsPdf)
        {
            WriteDocument(media);
        }

        json.WriteStartObject("source"u8);
        if (source.FileId is { } address)
        {
            json.WriteStartObject("s3Location"u8);
            json.WriteString("uri"u8, address);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("bytes"u8, source.Data);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        if (media.CacheBreakpoint)
        {
            WriteCachePoint();
        }
    }

    // The API takes letters, digits, single spaces, hyphens and brackets in a name, and each name once.
    private void WriteDocument(ModelMedia media)
    {
        _documents++;
        var plain = string.Concat((media.Name ?? "document").Select(static c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));
        json.WriteString("name"u8, _documents == 1 ? plain : string.Create(CultureInfo.InvariantCulture, $"{plain}-{_documents}"));
        if (call.Options.Citations)
        {
            json.WriteStartObject("citations"u8);
            json.WriteBoolean("enabled"u8, true);
            json.WriteEndObject();
        }
    }

    private void WriteConfig()
    {
        var wanted = call.Options;
        json.WriteStartObject("inferenceConfig"u8);
        if (call.MaxOutputTokens is { } most)
        {
            json.WriteNumber("maxTokens"u8, most);
        }

        var thinking = Thinking();
        var sampling = call.Can(ModelCapabilities.Sampling) && thinking is null;
        var why = thinking is null ? "the model takes no sampling options." : "the model takes none while it thinks.";
        Number("temperature", "temperature", wanted.Temperature, sampling, why);
        Number("topP", "top_p", wanted.TopP, sampling, why);
        if (wanted.StopSequences.Count > 0)
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in wanted.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (thinking is { } budget)
        {
            json.WriteStartObject("additionalModelRequestFields"u8);
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, "enabled"u8);
            json.WriteNumber("budget_tokens"u8, budget);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        const string NotHere = "the Converse API does not take it. ProviderOptions.bedrock.additionalModelRequestFields can hold it.";
        Number("", "top_k", wanted.TopK, taken: false, NotHere);
        Number("", "logprobs", wanted.LogProbabilities, taken: false, "the Converse API gives no probabilities of tokens.");
        Number("", "seed", wanted.Seed, taken: false, NotHere);
        Number("", "frequency_penalty", wanted.FrequencyPenalty, taken: false, NotHere);
        Number("", "presence_penalty", wanted.PresencePenalty, taken: false, NotHere);
    }

    // Converse has no setting of its own; Anthropic's models take theirs beside it.
    private int? Thinking()
    {
        if (call.Reasoning() is not { } reasoning)
        {
            return null;
        }

        if (call.Model.WireId.Contains("anthropic", StringComparison.Ordinal))
        {
            return call.ThinkingBudget(reasoning, call.MaxOutputTokens ?? int.MaxValue);
        }

        call.Report.Unsupported(call.Request, "reasoning", "the Converse API has no setting for it. ProviderOptions.bedrock.additionalModelRequestFields can hold the model's own.");
        return null;
    }

    private void Number(string name, string option, double? value, bool taken, string reason)
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
            call.Report.Unsupported(call.Request, option, reason);
        }
    }

    private void WriteShape()
    {
        if (call is { Mode: SchemaMode.Native, Schema: { } native })
        {
            WriteNative(native);
        }
        else if (call is { Mode: SchemaMode.Tool, Schema: { } tool })
        {
            WriteForcedTool(tool);
            return;
        }

        BedrockTools.WriteDefinitions(json, call.Request, call.Options.PromptCache is { Tools: true } ? WriteCachePoint : null);
    }

    // The schema travels as a text.
    private void WriteNative(LoweredSchema native)
    {
        json.WriteStartObject("outputConfig"u8);
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);
        json.WriteString("name"u8, call.OutputName);
        json.WriteString("schema"u8, native.Schema.GetRawText());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteForcedTool(LoweredSchema tool)
    {
        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, call.OutputName);
        json.WriteString("description"u8, "Gives the answer in the form that is wanted."u8);
        json.WriteStartObject("inputSchema"u8);
        json.WritePropertyName("json"u8);
        tool.Schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("toolChoice"u8);
        if (call.Options.Reasoning is not null && call.Can(ModelCapabilities.Reasoning))
        {
            // A thinking model may be offered a tool, never made to use it.
            call.Report.Note($"The tool that gives the answer is offered to '{call.Model.Id}' and not forced, because none is forced while the model thinks.");
            json.WriteStartObject("auto"u8);
        }
        else
        {
            json.WriteStartObject("tool"u8);
            json.WriteString("name"u8, call.OutputName);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Writes one Messages request.</summary>
internal sealed class AnthropicRequest(Utf8JsonWriter json, WireRequest call, AnthropicOptions options)
{
    // The API demands a limit; a caller who says none gets this, or the model's own limit where that is lower.
    private const int DefaultMaxTokens = 4096;
    private const int MostBreakpoints = 4;

    // The skill's own setting; null without one.
    private readonly ModelReasoning? _reasoning = call.Reasoning() is { } wanted && call.ThinkingBudget(wanted, call.MaxOutputTokens ?? DefaultMaxTokens) is { } budget
        ? wanted with { BudgetTokens = budget, Effort = wanted.NearestEffort }
        : null;

    // What provider_options turn on; null while they do not.
    private readonly JsonElement? _ownThinking =
        call.Request.ProviderOptions.Get("thinking") is { } thinking && thinking.Text("type") is ("enabled" or "adaptive") ? thinking : null;

    private int _breakpointsToSkip;

    private bool MarksTools => call.Options.PromptCache is { Tools: true } && call.Request.OfferedTools.Count > 0 && call.Mode != SchemaMode.Tool;

    private bool Thinks => _ownThinking is not null || _reasoning is not null;

    // Newer models, which take no sampling options either, decide on the budget themselves and take an effort.
    private bool IsAdaptive => !call.Can(ModelCapabilities.Sampling);

    public void Write()
    {
        var (system, talk) = call.Conversation();
        var marks = call.Messages.Sum(static m => (m.CacheBreakpoint ? 1 : 0) + m.Media.Count(static x => x.CacheBreakpoint)) + (MarksTools ? 1 : 0);
        _breakpointsToSkip = Math.Max(0, marks - MostBreakpoints);

        // The tools come first in the prefix, though last in the body, so their mark is the first to go.
        var marksTools = MarksTools && _breakpointsToSkip-- <= 0;

        json.WriteStartObject();
        json.WriteString("model"u8, call.Model.WireId);
        json.WriteNumber("max_tokens"u8, MaxTokens());
        WriteSystem(system);
        WriteTalk(talk);
        WriteOptions();
        WriteThinking();
        WriteShape(marksTools);
        if (call.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteEndObject();
    }

    // The limit holds the thinking as well, so its budget comes on top of the answer's.
    private long MaxTokens()
    {
        var most = call.Model.MaxOutputTokens ?? int.MaxValue;
        long wanted = call.MaxOutputTokens ?? Math.Min(DefaultMaxTokens, most);
        if (_ownThinking.Tokens("budget_tokens") is not { } budget || budget < wanted)
        {
            return wanted;
        }

        var raised = Math.Max(wanted, Math.Min(budget + wanted, most));
        call.Report.Note(FormattableString.Invariant($"max_tokens was raised from {wanted} to {raised} for '{call.Model.Id}', because the thinking budget of {budget} counts within it."));
        return raised;
    }

    private void WriteSystem(List<ModelMessage> system)
    {
        if (system.Count == 0)
        {
            return;
        }

        json.WritePropertyName("system"u8);
        if (system is [{ CacheBreakpoint: false } only])
        {
            json.WriteStringValue(only.Text);
            return;
        }

        json.WriteStartArray();
        foreach (var message in system)
        {
            WriteTextBlock(message.Text, message.CacheBreakpoint);
        }

        json.WriteEndArray();
    }

    private void WriteTalk(List<ModelMessage> talk)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in talk)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role == MessageRole.Assistant ? "assistant"u8 : "user"u8);
            json.WritePropertyName("content"u8);
            if (call.TurnOf(message) is { } turn)
            {
                turn.WriteTo(json);
            }
            else if (message is { CacheBreakpoint: false, Media: [], ToolCalls: [], ToolResults: [] })
            {
                json.WriteStringValue(message.Text);
            }
            else
            {
                WriteBlocks(message);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteBlocks(ModelMessage message)
    {
        json.WriteStartArray();
        foreach (var media in message.Media)
        {
            WriteMedia(media);
        }

        foreach (var result in message.ToolResults)
        {
            AnthropicTools.WriteResult(json, result);
        }

        if (message.Text.Length > 0 || message is { Media.Count: 0, ToolCalls.Count: 0, ToolResults.Count: 0 })
        {
            WriteTextBlock(message.Text, message.CacheBreakpoint);
        }

        foreach (var asked in message.ToolCalls)
        {
            AnthropicTools.WriteCall(json, asked);
        }

        json.WriteEndArray();
    }

    private void WriteTextBlock(string text, bool breakpoint)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        if (breakpoint && _breakpointsToSkip-- <= 0)
        {
            WriteMark();
        }

        json.WriteEndObject();
    }

    private void WriteMark()
    {
        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        if (AnthropicWire.IsLong(call, options))
        {
            json.WriteString("ttl"u8, "1h"u8);
        }

        json.WriteEndObject();
    }

    private void WriteMedia(ModelMedia media)
    {
        var source = MediaSource.Of(media, call);
        if (!source.IsPdf && !source.IsImage)
        {
            throw source.NotTaken(call, "images and PDF documents");
        }

        json.WriteStartObject();
        json.WriteString("type"u8, source.IsPdf ? "document"u8 : "image"u8);
        WriteSource(media, source);
        if (source.IsPdf && media.Name is { } name)
        {
            json.WriteString("title"u8, name);
        }

        if (source.IsPdf && Cites())
        {
            json.WriteStartObject("citations"u8);
            json.WriteBoolean("enabled"u8, true);
            json.WriteEndObject();
        }

        if (media.CacheBreakpoint && _breakpointsToSkip-- <= 0)
        {
            WriteMark();
        }

        json.WriteEndObject();
    }

    private void WriteSource(ModelMedia media, MediaSource source)
    {
        json.WriteStartObject("source"u8);
        if (source.FileId is { } id)
        {
            json.WriteString("type"u8, "file"u8);
            json.WriteString("file_id"u8, id);
        }
        else if (source.Data is { } data)
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, source.MediaType);
            json.WriteString("data"u8, data);
        }
        else
        {
            json.WriteString("type"u8, "url"u8);
            json.WriteString("url"u8, media.Url);
        }

        json.WriteEndObject();
    }

    // The API refuses citations beside its structured output.
    private bool Cites()
    {
        if (call.Options.Citations && call.Mode != SchemaMode.None)
        {
            call.Report.Unsupported(call.Request, "citations", "the API gives none with a schema. Set the skill's output to text.");
        }

        return call.Options.Citations && call.Mode == SchemaMode.None;
    }

    private void WriteOptions()
    {
        var wanted = call.Options;
        if (Thinks)
        {
            Refuse("temperature", wanted.Temperature, "the API takes none while the model thinks.");
            Refuse("top_p", wanted.TopP, "the API takes none while the model thinks.");
            Refuse("top_k", wanted.TopK, "the API takes none while the model thinks.");
        }
        else if (call.Can(ModelCapabilities.Sampling))
        {
            WriteSampling(wanted);
        }
        else
        {
            Refuse("temperature", wanted.Temperature, "the model takes no sampling options.");
            Refuse("top_p", wanted.TopP, "the model takes no sampling options.");
            Refuse("top_k", wanted.TopK, "the model takes no sampling options.");
        }

        Refuse("logprobs", wanted.LogProbabilities, "the API gives no probabilities of tokens.");
        Refuse("seed", wanted.Seed, "the API takes no seed.");
        Refuse("frequency_penalty", wanted.FrequencyPenalty, "the API takes no penalties.");
        Refuse("presence_penalty", wanted.PresencePenalty, "the API takes no penalties.");
        if (wanted.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop_sequences"u8);
            foreach (var stop in wanted.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private void WriteSampling(ModelOptions wanted)
    {
        if (wanted.Temperature is { } temperature)
        {
            if (temperature > 1)
            {
                call.Report.Unsupported(call.Request, "temperature", "the API takes 0 to 1, so 1 is sent.");
            }

            json.WriteNumber("temperature"u8, Math.Min(temperature, 1));
            Refuse("top_p", wanted.TopP, "the API takes temperature or top_p, not both.");
        }
        else if (wanted.TopP is { } topP)
        {
            json.WriteNumber("top_p"u8, topP);
        }

        if (wanted.TopK is { } topK)
        {
            json.WriteNumber("top_k"u8, topK);
        }
    }

    private void Refuse<T>(string option, T? value, string reason)
        where T : struct
    {
        if (value is not null)
        {
            call.Report.Unsupported(call.Request, option, reason);
        }
    }

    private void WriteThinking()
    {
        if (_reasoning is not { } reasoning)
        {
            return;
        }

        json.WriteStartObject("thinking"u8);
        if (IsAdaptive)
        {
            json.WriteString("type"u8, "adaptive"u8);
        }
        else
        {
            json.WriteString("type"u8, "enabled"u8);
            json.WriteNumber("budget_tokens"u8, reasoning.ReservedTokens);
        }

        json.WriteEndObject();
    }

    private void WriteShape(bool marksTools)
    {
        var effort = _reasoning is { } reasoning && IsAdaptive ? WireRequest.WordOf(reasoning.NearestEffort) : null;
        if (effort is not null && call.Mode != SchemaMode.Native)
        {
            json.WriteStartObject("output_config"u8);
            json.WriteString("effort"u8, effort);
            json.WriteEndObject();
        }

        if (call is { Mode: SchemaMode.Native, Schema: { } native })
        {
            json.WriteStartObject("output_config"u8);
            if (effort is not null)
            {
                json.WriteString("effort"u8, effort);
            }

            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WritePropertyName("schema"u8);
            native.Schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (call is { Mode: SchemaMode.Tool, Schema: { } tool })
        {
            WriteForcedTool(tool);
            return;
        }

        AnthropicTools.WriteDefinitions(json, call.Request, marksTools ? WriteMark : null);
    }

    private void WriteForcedTool(LoweredSchema tool)
    {
        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, call.OutputName);
        json.WriteString("description"u8, "Gives the answer in the form that is wanted."u8);
        json.WritePropertyName("input_schema"u8);
        tool.Schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("tool_choice"u8);
        if (Thinks)
        {
            // A thinking model may be offered a tool, never made to use it.
            call.Report.Note($"The tool that gives the answer is offered to '{call.Model.Id}' and not forced, because the API forces none while the model thinks.");
            json.WriteString("type"u8, "auto"u8);
        }
        else
        {
            json.WriteString("type"u8, "tool"u8);
            json.WriteString("name"u8, call.OutputName);
        }

        json.WriteEndObject();
    }
}

using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Writes one generateContent request.</summary>
internal sealed class GoogleRequest(Utf8JsonWriter json, WireRequest call)
{
    // The smallest of the models' own limits.
    private const int MostThinking = 24_576;

    public void Write()
    {
        var (system, talk) = call.Conversation();

        json.WriteStartObject();
        var cached = CachedContent(system);
        if (cached is not null)
        {
            json.WriteString("cachedContent"u8, cached);
        }
        else if (system.Count > 0)
        {
            json.WriteStartObject("systemInstruction"u8);
            json.WriteStartArray("parts"u8);
            foreach (var message in system)
            {
                WriteText(message.Text);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        WriteTalk(talk);
        WriteConfig();
        WriteTools();
        json.WriteEndObject();
    }

    // The API takes neither tools nor system messages beside a cached content, which has its own.
    private string? CachedContent(List<ModelMessage> system)
    {
        if (call.Options.PromptCache?.Content is not { } name)
        {
            return null;
        }

        if (WireRequest.OffersToolsIn(call.Request) || call.Mode == SchemaMode.Tool)
        {
            call.Report.Unsupported(call.Request, "cached content", "the API takes none beside tools.");
            return null;
        }

        if (system.Count > 0)
        {
            call.Report.Note($"The system messages were not sent to '{call.Model.Id}', because the API takes none beside a cached content. Put them into it.");
        }

        return name;
    }

    private void WriteTalk(List<ModelMessage> talk)
    {
        json.WriteStartArray("contents"u8);
        foreach (var message in talk)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role == MessageRole.Assistant ? "model"u8 : "user"u8);
            if (call.TurnOf(message) is { } turn)
            {
                json.WritePropertyName("parts"u8);
                turn.WriteTo(json);
                json.WriteEndObject();
                continue;
            }

            json.WriteStartArray("parts"u8);
            if (message.Text.Length > 0 || message is { Media.Count: 0, ToolCalls.Count: 0, ToolResults.Count: 0 })
            {
                WriteText(message.Text);
            }

            foreach (var media in message.Media)
            {
                WriteMedia(media);
            }

            GoogleTools.WriteParts(json, message);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteText(string text)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private void WriteMedia(ModelMedia media)
    {
        var source = MediaSource.Of(media, call);
        json.WriteStartObject();
        if (!source.IsImage && !source.IsPdf && !source.IsAudio && !source.MediaType.StartsWith("video/", StringComparison.Ordinal) && !source.MediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            throw source.NotTaken(call, "images, PDF documents, audio, video and text");
        }

        json.WriteStartObject(source.Data is null ? "fileData"u8 : "inlineData"u8);
        json.WriteString("mimeType"u8, source.MediaType);
        if (source.Data is { } data)
        {
            json.WriteString("data"u8, data);
        }
        else
        {
            json.WriteString("fileUri"u8, source.FileId ?? media.Url);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteConfig()
    {
        var wanted = call.Options;
        json.WriteStartObject("generationConfig"u8);
        if (call.MaxOutputTokens is { } most)
        {
            json.WriteNumber("maxOutputTokens"u8, most);
        }

        var sampling = call.Can(ModelCapabilities.Sampling);
        Number("temperature", "temperature", wanted.Temperature, sampling);
        Number("topP", "top_p", wanted.TopP, sampling);
        Number("topK", "top_k", wanted.TopK, sampling);
        Number("frequencyPenalty", "frequency_penalty", wanted.FrequencyPenalty, sampling);
        Number("presencePenalty", "presence_penalty", wanted.PresencePenalty, sampling);
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
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in wanted.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (wanted.LogProbabilities is { } alternatives)
        {
            json.WriteBoolean("responseLogprobs"u8, true);
            if (alternatives > 0)
            {
                json.WriteNumber("logprobs"u8, alternatives);
            }
        }

        if (call.Reasoning() is { } reasoning)
        {
            json.WriteStartObject("thinkingConfig"u8);
            json.WriteNumber("thinkingBudget"u8, Math.Min(reasoning.ReservedTokens, MostThinking));
            if (reasoning.IncludeText)
            {
                json.WriteBoolean("includeThoughts"u8, true);
            }

            json.WriteEndObject();
        }

        if (call is { Mode: SchemaMode.Native, Schema: { } native })
        {
            json.WriteString("responseMimeType"u8, "application/json"u8);
            json.WritePropertyName("responseJsonSchema"u8);
            native.Schema.WriteTo(json);
        }
        else if (call.Mode == SchemaMode.Prompt && call.Can(ModelCapabilities.JsonMode) && call.Request.OfferedTools.Count == 0)
        {
            json.WriteString("responseMimeType"u8, "application/json"u8);
        }

        json.WriteEndObject();
    }

    private void Number(string name, string option, double? value, bool taken)
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
            call.Report.Unsupported(call.Request, option, "the model does not take it.");
        }
    }

    private void WriteTools()
    {
        if (call is { Mode: SchemaMode.Tool, Schema: { } tool })
        {
            json.WriteStartArray("tools"u8);
            json.WriteStartObject();
            json.WriteStartArray("functionDeclarations"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, call.OutputName);
            json.WriteString("description"u8, "Gives the answer in the form that is wanted."u8);
            json.WritePropertyName("parametersJsonSchema"u8);
            tool.Schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("toolConfig"u8);
            json.WriteStartObject("functionCallingConfig"u8);
            json.WriteString("mode"u8, "ANY"u8);
            json.WriteStartArray("allowedFunctionNames"u8);
            json.WriteStringValue(call.OutputName);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            GoogleTools.WriteDefinitions(json, call.Request);
        }
    }
}

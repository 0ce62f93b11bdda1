using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Media in the form of chat completions.</summary>
internal static class ChatMedia
{
    /// <summary>Writes the parts of a message with media, the text first.</summary>
    public static void WriteParts(Utf8JsonWriter json, ModelMessage message, WireRequest call, ChatCompletions form)
    {
        json.WriteStartArray();
        if (message.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, message.Text);
            json.WriteEndObject();
        }

        foreach (var media in message.Media)
        {
            var source = MediaSource.Of(media, call);
            json.WriteStartObject();
            Write(json, media, source, call, form);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ModelMedia media, MediaSource source, WireRequest call, ChatCompletions form)
    {
        switch (source)
        {
            case { IsImage: true, FileId: null }:
                json.WriteString("type"u8, "image_url"u8);
                json.WriteStartObject("image_url"u8);
                json.WriteString("url"u8, media.Url);
                json.WriteEndObject();
                break;
            case { IsPdf: true, FileId: null } when form.DocumentUrls:
                json.WriteString("type"u8, "document_url"u8);
                json.WriteString("document_url"u8, media.Url);
                break;
            case { IsPdf: true } when !form.DocumentUrls && (source.FileId is not null || source.Data is not null || form.FileUrls):
                json.WriteString("type"u8, "file"u8);
                json.WriteStartObject("file"u8);
                WriteFile(json, media, source);
                json.WriteEndObject();
                break;
            case { IsAudio: true, Data: { } sound }:
                json.WriteString("type"u8, "input_audio"u8);
                json.WriteStartObject("input_audio"u8);
                json.WriteString("data"u8, sound);
                json.WriteString("format"u8, source.Format);
                json.WriteEndObject();
                break;
            default:
                throw source.NotTaken(call, "images by URL or bytes, PDF documents by bytes or file id, and audio by bytes");
        }
    }

    private static void WriteFile(Utf8JsonWriter json, ModelMedia media, MediaSource source)
    {
        if (source.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
            return;
        }

        json.WriteString("filename"u8, source.NameOf(media));
        json.WriteString("file_data"u8, media.Url);
    }
}

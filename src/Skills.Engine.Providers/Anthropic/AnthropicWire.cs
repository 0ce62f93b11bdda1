using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>The Messages API on the wire.</summary>
internal sealed class AnthropicWire(AnthropicOptions options) : IProviderWire
{
    public const string Name = "anthropic";

    private readonly Uri _address = ProviderHttp.Join(ProviderHttp.Usable(options.BaseUrl, "https://api.anthropic.com"), "/v1", "/messages");

    /// <summary>Returns whether marked prefixes are kept for an hour.</summary>
    public static bool IsLong(WireRequest call, AnthropicOptions options) =>
        call.Options.PromptCache?.Ttl is { } ttl and not PromptCacheTtl.Default ? ttl == PromptCacheTtl.OneHour : options.LongPromptCache;

    public SchemaDialect Dialect => SchemaDialects.Anthropic;

    public Uri AddressOf(ModelRequest request, bool stream) => _address;

    public (string Name, string Value)? HeaderOf(ModelRequest request) =>
        request.Messages.Any(static m => m.Media.Any(static x => x.File is not null)) ? ("anthropic-beta", "files-api-2025-04-14") : null;

    public void WriteBody(Utf8JsonWriter json, WireRequest call) => new AnthropicRequest(json, call, options).Write();

    public ModelReply? ReadReply(JsonElement root, WireRequest call) => AnthropicReply.Read(root, call, IsLong(call, options));

    public IReplyStream OpenStream(WireRequest call) => new AnthropicStream(call, IsLong(call, options));

    public WireError? ReadError(HttpStatusCode? status, JsonElement body)
    {
        if (body.Get("error") is not { } error)
        {
            return null;
        }

        var type = error.Text("type");
        var message = error.Text("message");
        var kind = type is null or "invalid_request_error"
            ? CodeTable.KindOfSentence(message) ?? (type is null ? null : ModelErrorKind.InvalidRequest)
            : CodeTable.KindOf(type);
        return new() { Kind = kind, Code = type, Message = message, RequestId = body.Text("request_id") };
    }
}

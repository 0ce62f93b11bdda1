using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Local;

/// <summary>Chat completions as local servers speak them.</summary>
internal sealed class LocalWire(LocalOptions options) : IProviderWire
{
    public const string Name = "local";
    private const string DefaultUrl = "http://localhost:11434";

    private static readonly ChatCompletions Form = new() { TopK = true };

    private readonly Uri _chat = ProviderHttp.Join(ProviderHttp.Usable(options.BaseUrl, DefaultUrl), "/v1", "/chat/completions");

    public string Provider => Name;

    public SchemaDialect Dialect { get; } = new() { AlwaysNative = true };

    public Uri AddressOf(ModelRequest request, bool stream) => _chat;

    public void WriteBody(Utf8JsonWriter json, WireRequest call)
    {
        json.WriteStartObject();
        new ChatRequest(json, call, Form).Write();
        json.WriteEndObject();
    }

    public ModelReply? ReadReply(JsonElement root, WireRequest call) => ChatReply.Read(root, call);

    public IReplyStream OpenStream(WireRequest call) => new ChatStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body) => ChatErrors.Read(body);
}

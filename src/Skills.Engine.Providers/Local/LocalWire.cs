using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Local;

/// <summary>What local servers speak: chat completions, or Ollama's own API.</summary>
internal sealed class LocalWire : IProviderWire
{
    public const string Name = "local";
    private const string DefaultUrl = "http://localhost:11434";
    private const int OllamaPort = 11434;

    private static readonly ChatCompletions Form = new() { TopK = true };

    // What the grammar of llama.cpp asserts. Anything else in a schema it ignores or refuses with status 500.
    private static readonly SchemaDialect OllamaDialect = new()
    {
        Keywords = new HashSet<string>
        {
            "type", "enum", "const", "anyOf", "properties", "required", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format",
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "additionalProperties", "title", "description", "default",
        },
        Formats = new HashSet<string> { "date", "time", "date-time", "uuid" },
        TypesRequired = true,
        Grammar = true,
        HidesSchema = true,
        AlwaysNative = true,
        ForcedTools = false,
        NativeWithTools = false,
    };

    private readonly LocalOptions _options;
    private readonly bool _ollama;
    private readonly Uri _address;

    public LocalWire(LocalOptions options)
    {
        var url = ProviderHttp.Usable(options.BaseUrl, DefaultUrl);
        _options = options;
        _ollama = options.Api == LocalApi.Ollama || (options.Api == LocalApi.Auto && new Uri(url) is { Port: OllamaPort, AbsolutePath: "/" });
        _address = _ollama ? ProviderHttp.Join(url, "/api", "/chat") : ProviderHttp.Join(url, "/v1", "/chat/completions");
        ModelsAddress = _ollama ? ProviderHttp.Join(url, "/api", "/tags") : ProviderHttp.Join(url, "/v1", "/models");
        Dialect = _ollama ? OllamaDialect : new() { AlwaysNative = true };
    }

    public SchemaDialect Dialect { get; }

    /// <summary>The address under which the server lists its models.</summary>
    public Uri ModelsAddress { get; }

    public Uri AddressOf(ModelRequest request, bool stream) => _address;

    public void WriteBody(Utf8JsonWriter json, WireRequest call)
    {
        if (_ollama)
        {
            new OllamaRequest(json, call, _options).Write();
            return;
        }

        json.WriteStartObject();
        new ChatRequest(json, call, Form).Write();
        json.WriteEndObject();
    }

    public ModelReply? ReadReply(JsonElement root, WireRequest call)
    {
        if (!_ollama)
        {
            return ChatReply.Read(root, call);
        }

        var whole = new OllamaStream();
        whole.Accept(null, root);
        return whole.HasMessage ? whole.ToReply() : null;
    }

    public IReplyStream OpenStream(WireRequest call) => _ollama ? new OllamaStream() : new ChatStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body) => ChatErrors.Read(body);
}

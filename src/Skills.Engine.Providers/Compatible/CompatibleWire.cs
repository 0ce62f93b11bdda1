using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Compatible;

/// <summary>Chat completions in the form of one preset.</summary>
internal sealed class CompatibleWire : IProviderWire
{
    private readonly CompatibleForm _form;
    private readonly ChatCompletions _fields;
    private readonly bool _chargesUsd;
    private readonly string _base;
    private readonly string? _deployments;
    private readonly Uri _chat;

    public CompatibleWire(string provider, CompatibleForm form, CompatiblePreset preset, OpenAICompatibleOptions options)
    {
        Provider = provider;
        _form = form;
        _fields = options.MaxTokensField is { Length: > 0 } field ? form.Fields with { MaxTokensField = field } : form.Fields;
        _chargesUsd = options.ChargesInUsd ?? form.ChargesUsd;
        _base = ProviderHttp.Usable(options.BaseUrl, form.BaseUrl ?? "http://localhost/v1");
        if (preset != CompatiblePreset.AzureOpenAI)
        {
            _chat = ProviderHttp.Join(_base, "", "/chat/completions");
            return;
        }

        // Both forms hang below the resource, which people write with or without their first folders.
        var resource = new UriBuilder(_base);
        resource.Path = Cut(Cut(resource.Path.TrimEnd('/'), "/v1"), "/openai");
        _deployments = options.ApiVersion is { Length: > 0 } version ? "api-version=" + Uri.EscapeDataString(version) : null;
        _base = resource.Uri.AbsoluteUri;
        _chat = ProviderHttp.Join(_base, "", "/openai/v1/chat/completions");
    }

    public string Provider { get; }

    public SchemaDialect Dialect => _form.Dialect;

    /// <summary>The address under which the service lists its models.</summary>
    public Uri ModelsAddress => ProviderHttp.Join(_base, "", "/models");

    public Uri AddressOf(ModelRequest request, bool stream)
    {
        if (_deployments is null)
        {
            return _chat;
        }

        var address = new UriBuilder(ProviderHttp.Join(_base, "", $"/openai/deployments/{Uri.EscapeDataString(request.Model.WireId)}/chat/completions"));
        address.Query = address.Query.Length > 1 ? address.Query[1..] + "&" + _deployments : _deployments;
        return address.Uri;
    }

    public void WriteBody(Utf8JsonWriter json, WireRequest call)
    {
        json.WriteStartObject();
        new ChatRequest(json, call, _fields).Write();
        json.WriteEndObject();
    }

    public ModelReply? ReadReply(JsonElement root, WireRequest call) =>
        ChatReply.Read(root, call) is { } reply ? reply with { ChargeIsInUsd = _chargesUsd } : null;

    public IReplyStream OpenStream(WireRequest call) => new ChatStream(call, _chargesUsd);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body) => ChatErrors.Read(body);

    private static string Cut(string path, string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? path[..^end.Length] : path;
}

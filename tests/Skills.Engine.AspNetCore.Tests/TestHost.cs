using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>A real Kestrel on loopback with the skills of <see cref="Some"/> and a scripted model.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app, FakeModelClient model)
    {
        _app = app;
        Model = model;
        Client = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.FromMilliseconds(50) }) { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public FakeModelClient Model { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestHost> StartAsync(
        Action<SkillsEndpointOptions>? options = null,
        Action<WebApplicationBuilder, SkillsEngineBuilder>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<Microsoft.AspNetCore.Builder.IEndpointConventionBuilder>? endpoints = null,
        string pattern = "/skills",
        bool cheap = true)
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Hello Ada"}""");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var engine = builder.Services.AddSkillsEngine().AddModelClient(model, cheap ? model.Model() : model.Model() with { Prices = [new() { Input = 1000, Output = 1000 }] });
        foreach (var skill in Some.Skills)
        {
            engine.AddSkill(skill);
        }

        services?.Invoke(builder, engine);
        var app = builder.Build();
        pipeline?.Invoke(app);
        var mapped = app.MapSkills(pattern, options);
        endpoints?.Invoke(mapped);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, model);
    }

    public async Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => await SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<Answer> PostAsync(string path, string? json, params (string Name, string Value)[] headers) => await SendAsync(HttpMethod.Post, path, json, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, json, headers);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed class Answer(HttpResponseMessage response, string body)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Body { get; } = body;

    public string? Type { get; } = response.Content.Headers.ContentType?.MediaType;

    public JsonElement Json => JsonElement.Parse(Body);

    public string? Problem => Json.GetProperty("type").GetString()?.Replace("urn:skills:problem:", "", StringComparison.Ordinal);

    public string? this[string header] => response.Headers.TryGetValues(header, out var values) || response.Content.Headers.TryGetValues(header, out values) ? string.Join(", ", values) : null;
}

using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Gemini on Vertex AI: addresses, and tokens of service accounts, persons and the metadata server.</summary>
public sealed class VertexTests
{
    [Theory]
    [InlineData("gemini-2.5-flash", false, "/v1/projects/project-1/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-2.5-flash", true, "/v1/projects/project-1/locations/europe-west4/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("endpoints/42", false, "/v1/projects/project-1/locations/europe-west4/endpoints/42:generateContent")]
    public async Task TheAddressHasProjectAndLocation(string model, bool stream, string target)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = ProviderCase.Of("vertex").Client(server);
        var request = Some.Request(Some.Model(model, "vertex"));

        _ = stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);

        Assert.Equal(target, server.Requests[^1].Target);
    }

    [Fact]
    public async Task AServiceAccountsTokenIsKeptRenewedByAgeAndAfterARefusal()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Reply("ok");
        var provider = ProviderCase.Of("vertex");
        var client = provider.Client(server, time);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.InvokeAsync(provider.Request(), Token)));
        Assert.Equal(1, server.GoogleTokensIssued);
        time.Advance(TimeSpan.FromMinutes(49));
        await client.InvokeAsync(provider.Request(), Token);
        Assert.Equal(2, server.GoogleTokensIssued);
        server.ExpireGoogleTokens();
        Assert.Equal("ok", (await client.InvokeAsync(provider.Request(), Token)).Text);
        Assert.Equal(3, server.GoogleTokensIssued);
    }

    [Fact]
    public async Task WithoutCredentialsTheMetadataServerIsAsked()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("ok");
        var client = Some.Client(
            b => b.AddVertex(o => (o.Project, o.BaseUrl, o.MetadataUrl) = ("project-2", server.VertexUrl, server.VertexUrl)),
            null,
            ("GOOGLE_APPLICATION_CREDENTIALS", " "));

        Assert.Equal("ok", (await client.InvokeAsync(ProviderCase.Of("vertex").Request(), Token)).Text);

        Assert.Equal(LoopbackApi.GoogleMetadata, server.Requests[0].Api);
        Assert.Contains("/projects/project-2/locations/global/", server.Requests[1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APersonsRefreshTokenIsExchanged()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("ok");
        var json = $$"""{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r","quota_project_id":"mine","token_uri":"{{server.VertexUrl}}/oauth2/token"}""";
        var client = Some.Client(b => b.AddVertex(o => (o.CredentialsJson, o.BaseUrl) = (json, server.VertexUrl)));

        Assert.Equal("ok", (await client.InvokeAsync(ProviderCase.Of("vertex").Request(), Token)).Text);
        Assert.Contains("/projects/mine/", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyThatIsNotTheAccountsIsRefused()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        await using var other = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var json = other.ServiceAccountJson.Replace(other.VertexUrl, server.VertexUrl, StringComparison.Ordinal);
        var client = Some.Client(b => b.AddVertex(o => (o.CredentialsJson, o.BaseUrl) = (json, server.VertexUrl)));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("vertex").Request(), Token));

        Assert.Equal((ModelErrorKind.Auth, "invalid_grant"), (error.Kind, error.ProviderCode));
        Assert.DoesNotContain("PRIVATE KEY", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json", "is not JSON")]
    [InlineData("""{"type":"external_account"}""", "neither a service account")]
    [InlineData("""{"type":"service_account","client_email":"a","private_key":"k","token_uri":"file:///etc"}""", "not a valid URL")]
    [InlineData("""{"type":"service_account","client_email":"a","private_key":"k"}""", "GOOGLE_CLOUD_PROJECT")]
    public void CredentialsThatCannotBeUsedSayWhy(string json, string said)
    {
        var client = Some.Client(b => b.AddVertex(o => o.CredentialsJson = json), null, ("GOOGLE_CLOUD_PROJECT", " "));

        Assert.Contains(said, client.Provider.NotReady, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyThatIsNotPemIsAnErrorWithoutItsText()
    {
        var client = Some.Client(b => b.AddVertex(o => (o.CredentialsJson, o.Project) = ("""{"type":"service_account","client_email":"a","private_key":"secret-text"}""", "p")));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("vertex").Request(), Token));

        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain("secret-text", error.ToString(), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

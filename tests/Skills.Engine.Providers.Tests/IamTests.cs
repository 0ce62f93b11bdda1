using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class IamTests
{
    [Fact]
    public async Task ATokenIsExchangedOnceForManyCalls()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("watsonx");
        var client = provider.Client(server);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.InvokeAsync(provider.Request(), Token)));

        Assert.Equal(1, server.IamTokensIssued);
    }

    [Fact]
    public async Task ATokenIsRenewedAtFourFifthsOfItsLife()
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        var provider = ProviderCase.Of("watsonx");
        var client = provider.Client(server, time);

        await client.InvokeAsync(provider.Request(), Token);
        time.Advance(TimeSpan.FromMinutes(47));
        await client.InvokeAsync(provider.Request(), Token);
        Assert.Equal(1, server.IamTokensIssued);
        time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.InvokeAsync(provider.Request(), Token)));
        Assert.Equal(2, server.IamTokensIssued);
    }

    [Fact]
    public async Task AnExpiredTokenIsRenewedWithinTheSameTry()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("watsonx");
        var client = provider.Client(server);
        await client.InvokeAsync(provider.Request(), Token);

        server.ExpireIamTokens();
        Assert.Equal("{}", (await client.InvokeAsync(provider.Request(), Token)).Text);
        server.ExpireIamTokens();
        Assert.Equal("{}", (await client.ReadAsync(provider.Request(), Token)).Text);

        Assert.Equal(3, server.IamTokensIssued);
    }

    [Fact]
    public async Task AnUnknownKeyIsAnAuthErrorOfTheTokenService()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "another";
        var provider = ProviderCase.Of("watsonx");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal((ModelErrorKind.Auth, "BXNIM0415E"), (error.Kind, error.ProviderCode));
        Assert.DoesNotContain(Some.Key, error.ToString(), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

using System.Text;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Providers.Bedrock;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Amazon Bedrock: signatures, the binary event stream, tools and errors.</summary>
public sealed class BedrockTests
{
    private const string Answer = """{"greeting":"Hello"}""";

    /// <summary>The worked example of AWS's own documentation of Signature Version 4.</summary>
    [Fact]
    public void TheSignatureIsThatOfTheDocumentedExample()
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8",
            ["host"] = "iam.amazonaws.com",
            ["x-amz-date"] = "20150830T123600Z",
        };

        var header = AwsSignature.Sign(
            "GET",
            new("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
            headers,
            AwsSignature.HashOf([]),
            ("us-east-1", "iam"),
            ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            header);
    }

    [Fact]
    public async Task AnIdWithSlashesAndColonsIsSignedAsOneSegment()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("ok").AwsSecret = "aws-secret";
        var provider = ProviderCase.Of("bedrock");
        var client = provider.Client(server);
        const string Arn = "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.model-v1:0";

        var reply = await client.InvokeAsync(Some.Request(Some.Model(Arn, "bedrock")), Token);

        Assert.Equal("ok", reply.Text);
        Assert.Equal(Arn, Assert.Single(server.Requests).Model);
    }

    [Fact]
    public async Task AWrongSecretIsAnErrorOfTheKey()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = ProviderCase.Of("bedrock").Client(server);
        server.AwsSecret = "another-secret";

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("bedrock").Request(), Token));

        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain("aws-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysOfACredentialAreKeptSignedWithTheirTokenAndRenewed()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AwsSecret = "temporary";
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var fetched = 0;
        var client = Some.Client(
            b => b.AddBedrock(o =>
            {
                o.BaseUrl = server.BedrockUrl;
                o.Credential = _ => new(new BedrockCredential("AKID", "temporary", $"session-{++fetched}", time.GetUtcNow() + TimeSpan.FromHours(1)));
            }),
            time);
        var request = ProviderCase.Of("bedrock").Request();

        await client.InvokeAsync(request, Token);
        await client.InvokeAsync(request, Token);
        time.Advance(TimeSpan.FromMinutes(50));
        await client.InvokeAsync(request, Token);

        Assert.Equal(["session-1", "session-1", "session-2"], server.Requests.Select(static r => r.Headers["x-amz-security-token"]));
        Assert.DoesNotContain("temporary", new BedrockCredential("AKID", "temporary", "t", default).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABedrockKeyIsSentAsABearerToken()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddBedrock(o => o.BaseUrl = server.BedrockUrl), null, ("AWS_BEARER_TOKEN_BEDROCK", "bedrock-key"));

        await client.InvokeAsync(ProviderCase.Of("bedrock").Request(), Token);

        Assert.Equal("Bearer bedrock-key", server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task TheRequestIsWrittenInConversesForm()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);
        var request = ProviderCase.Of("bedrock").Request() with
        {
            Messages = [new(MessageRole.System, "Be kind.") { CacheBreakpoint = true }, new(MessageRole.User, "Hello") { Media = [new("data:image/png;base64,aGk=", "image/png")] }],
            Options = new() { MaxOutputTokens = 50, Temperature = 0.5, StopSequences = ["END"], TopK = 5 },
            Output = new("greeting", Some.Schema),
        };

        var reply = await ProviderCase.Of("bedrock").Client(server).InvokeAsync(request, Token);

        var sent = server.Requests[0].Json;
        Assert.Equal("""[{"text":"Be kind."},{"cachePoint":{"type":"default"}}]""", sent.GetProperty("system").GetRawText());
        Assert.Equal("""[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"aGk="}}},{"text":"Hello"}]}]""", sent.GetProperty("messages").GetRawText());
        Assert.Equal("""{"maxTokens":50,"temperature":0.5,"stopSequences":["END"]}""", sent.GetProperty("inferenceConfig").GetRawText());
        Assert.Equal("json_schema", sent.GetProperty("outputConfig").GetProperty("textFormat").GetProperty("type").GetString());
        Assert.Contains("top_k", Assert.Single(reply.Warnings), StringComparison.Ordinal);
        Assert.Equal((Answer, SchemaMode.Native), (reply.Text, reply.SchemaMode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AForcedToolsInputIsTheAnswer(bool stream)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);
        var request = Some.Request(Some.Model("m", "bedrock", ModelCapabilities.Tools)) with { Output = new("greeting", Some.Schema) };
        var client = ProviderCase.Of("bedrock").Client(server);

        var reply = stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);

        Assert.Equal((Answer, SchemaMode.Tool, StopReason.Completed), (reply.Text, reply.SchemaMode, reply.StopReason));
        Assert.Null(reply.ToolCalls);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public async Task ABitThatFlipsInTheStreamIsFound(int place)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("bedrock");
        var frames = await FramesAsync(server);
        frames[place] ^= 1;
        server.Respond(_ => new() { Body = frames, Headers = new Dictionary<string, string> { ["Content-Type"] = "application/vnd.amazon.eventstream" } });

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task ACutAtAnyByteBeforeTheEndOfTheMessageIsTruncated()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("bedrock");
        var frames = await FramesAsync(server);
        var cut = 0;
        server.Respond(_ => new() { Body = frames.AsMemory(0, cut), Headers = new Dictionary<string, string> { ["Content-Type"] = "application/vnd.amazon.eventstream" } });
        var client = provider.Client(server);
        var whole = 0;
        for (; cut < frames.Length; cut += 7)
        {
            try
            {
                Assert.Equal("Hello, Bedrock", (await client.ReadAsync(provider.Request(), Token)).Text);
                whole++;
            }
            catch (ModelException e)
            {
                Assert.Equal(ModelErrorKind.Truncated, e.Kind);
                Assert.Equal(0, whole);
            }
        }

        Assert.True(whole is > 0 and < 40, $"{whole} cuts were taken for whole answers.");
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit)]
    [InlineData(ModelErrorKind.Overloaded)]
    [InlineData(ModelErrorKind.ServerError)]
    [InlineData(ModelErrorKind.ContextWindow)]
    public async Task AnExceptionWithinTheStreamHasItsClass(ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", DeltaSize = 2, ErrorInStream = kind, ErrorAfterDeltas = 1 });
        var provider = ProviderCase.Of("bedrock");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        Assert.Equal((kind, "He"), (error.Kind, error.PartialText));
    }

    // The bytes of a stream as the server frames them.
    private static async Task<byte[]> FramesAsync(LoopbackProviderServer server)
    {
        server.Reply("Hello, Bedrock");
        using var http = new HttpClient();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(server.BedrockUrl + "/model/m/converse-stream"), content, Token);
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

namespace Skills.Engine.AspNetCore.Tests;

public sealed class IdempotencyTests
{
    [Theory]
    [InlineData("\"key-1\"", "\"key-1\"")]
    [InlineData("\"key-1\"", "key-1")]
    public async Task TheSameRequestIsAnsweredFromWhatWasKept(string first, string second)
    {
        await using var host = await TestHost.StartAsync();

        var one = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", first), ("Cache-Control", "no-store"));
        var two = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", second), ("Cache-Control", "no-store"));

        Assert.Equal((200, one.Body, one["Skill-Run-Id"], "true"), (two.Status, two.Body, two["Skill-Run-Id"], two["Idempotency-Replayed"]));
        Assert.Null(one["Idempotency-Replayed"]);
        Assert.Equal(1, host.Model.Calls);
    }

    [Fact]
    public async Task AKeyIsBoundToItsRequest()
    {
        await using var host = await TestHost.StartAsync();

        await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));
        var body = await host.PostAsync("/skills/greeter", """{"name":"Bo"}""", ("Idempotency-Key", "k"));
        var skill = await host.PostAsync("/skills/old-greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));

        Assert.Equal((422, "idempotency-key-reused"), (body.Status, body.Problem));
        Assert.Equal(200, skill.Status);
    }

    [Fact]
    public async Task AKeyUnderWayIsAConflict()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, _) = host.Model.EnqueueWatchedHang();
        using var leaving = new CancellationTokenSource();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));
        var first = host.Client.SendAsync(request, leaving.Token);
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var second = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));

        Assert.Equal((409, "idempotency-key-in-flight"), (second.Status, second.Problem));
        Assert.NotNull(second["Retry-After"]);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task AFailureMayBeTriedAgainWithTheSameKey()
    {
        await using var host = await TestHost.StartAsync();
        host.Model.Enqueue(new ModelException(ModelErrorKind.InvalidRequest, "No."));

        var first = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));
        var second = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));

        Assert.Equal((502, 200), (first.Status, second.Status));
    }

    [Fact]
    public async Task AHostMayRequireAKey()
    {
        await using var host = await TestHost.StartAsync(static o => o.RequireIdempotencyKey = true);

        var without = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");
        var with = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"));

        Assert.Equal((400, "idempotency-key-required", 200), (without.Status, without.Problem, with.Status));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a\"b")]
    [InlineData("\"\"")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("256")]
    public async Task AKeyThatIsNoneIsAProblem(string key)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", key == "256" ? new('k', 256) : key));

        Assert.Equal((400, "idempotency-key-invalid"), (answer.Status, answer.Problem));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("~!#")]
    [InlineData("255")]
    public async Task EveryPrintableKeyUpToTheLongestIsOne(string key)
    {
        await using var host = await TestHost.StartAsync();
        var header = ("Idempotency-Key", key == "255" ? new('k', 255) : key);

        var first = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", header, ("Cache-Control", "no-store"));
        var second = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", header, ("Cache-Control", "no-store"));

        Assert.Equal((200, 200, "true"), (first.Status, second.Status, second["Idempotency-Replayed"]));
        Assert.Equal(1, host.Model.Calls);
    }

    [Fact]
    public async Task AnAsynchronousRunIsStartedOnce()
    {
        await using var host = await TestHost.StartAsync();
        host.Model.EnqueueHeld();

        var first = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"), ("Prefer", "respond-async"));
        var second = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Idempotency-Key", "k"), ("Prefer", "respond-async"));

        Assert.Equal((202, first["Location"]), (second.Status, second["Location"]));
    }
}

namespace Skills.Engine.Testing.Tests;

public sealed class FakeModelClientTests
{
    [Fact]
    public async Task ACallThatIsCanceledBeforeItBeginsTakesNoAnswerAndIsNotCounted()
    {
        var client = new FakeModelClient().Enqueue("first");
        var request = new ModelRequest { Model = client.Model(), Messages = [] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.InvokeAsync(request, new(canceled: true)));

        Assert.Equal(0, client.Calls);
        Assert.Equal("first", (await client.InvokeAsync(request, CancellationToken.None)).Text);
        Assert.Equal(1, client.Calls);
    }
}

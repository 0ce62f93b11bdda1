using System.Text.Json.Serialization;

internal sealed record Report(string Text);
internal sealed record Ticket(int Priority, State State);
internal enum State { Open, InProgress }

internal sealed class SampleJson : JsonSerializerContext
{
    public SampleJson() : base(null) { }
    public static SampleJson Default => null!;
    public System.Text.Json.Serialization.Metadata.JsonTypeInfo<Report> Report => null!;
    public System.Text.Json.Serialization.Metadata.JsonTypeInfo<Ticket> Ticket => null!;
    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
    public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
}

global using Skills.Engine.Batches;

internal static partial class Ambient
{
    public static BatchSource source => null!;
    public static string text => "";
}

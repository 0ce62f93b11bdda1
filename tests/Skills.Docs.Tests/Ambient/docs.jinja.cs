internal static partial class Ambient
{
    public static JinjaEnvironment environment => null!;
    public static JinjaTemplate template => null!;
    public static IReadOnlyDictionary<string, object?> context => null!;
    public static string chatTemplate => "";
    public static IJinjaShape shape => null!;
}

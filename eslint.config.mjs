// Types in JSDoc comments are checked by tsc: tsconfig.json.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "node_modules/", "var/"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "max-len": ["error", { code: 120 }],
      "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["static/js/**/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["notes/rendering/math/katex/render.js"],
    languageOptions: { sourceType: "script", globals: { katex: "readonly", InternalError: "readonly" } },
  },
];

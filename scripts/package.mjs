/** `npm run package`: makes `dist/dagwright.vsix`, to be installed with "Extensions: Install from VSIX". */
import { build, install, runNode } from "./ready.mjs";

install();
build();
runNode(["extension/build.mjs", "--package"]);
